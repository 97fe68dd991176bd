// expect: data-race answer
// The result is read before the join.
#include "step.h"

#include <thread>

int answer;

int main() {
  std::thread worker([] {
    answer = 42; // access A
    step(1);
  });
  step(2);
  int copy = answer; // access B
  worker.join();
  return copy == 0;
}
