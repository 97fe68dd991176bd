// expect: data-race value
// Who looks at the result without calling once is not ordered after it.
#include "step.h"

#include <gordian/sync.hpp>

#include <thread>

int value;
gordian::once once;

int main() {
  std::thread maker([] {
    once.call([] { value = 42; }); // access A
    step(1);
  });
  step(2);
  const int seen = value; // access B
  maker.join();
  return seen < 0;
}
