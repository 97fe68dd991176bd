// expect: data-race value
// An alarm tells of the time, and of nothing that others did before it.
#include "step.h"

#include <gordian/chan.hpp>

#include <chrono>
#include <thread>

using namespace std::chrono_literals;

int value;

int main() {
  std::thread worker([] {
    value = 1; // access A
    gordian::after(1ms).receive();
    step(1);
  });
  gordian::after(50ms).receive();
  step(2);
  const int seen = value; // access B
  worker.join();
  return seen < 0;
}
