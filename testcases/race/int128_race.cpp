// expect: data-race big
// A scalar of sixteen bytes, met in its upper half.
#include "step.h"

#include <thread>

union wide {
  __int128 whole;
  long halves[2];
} big;

int main() {
  std::thread first([] {
    big.whole = 1; // access A
    step(1);
  });
  std::thread second([] {
    step(2);
    big.halves[1] = 2; // access B
  });
  first.join();
  second.join();
}
