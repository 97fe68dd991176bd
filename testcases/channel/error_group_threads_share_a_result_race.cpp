// expect: data-race best
// Threads of one group are not ordered with one another.
#include "step.h"

#include <gordian/sync.hpp>

int best;

int main() {
  gordian::error_group group;
  group.go([] {
    best = 1; // access A
    step(1);
  });
  group.go([] {
    step(2);
    best = 2; // access B
  });
  group.wait();
}
