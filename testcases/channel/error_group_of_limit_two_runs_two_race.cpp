// expect: data-race counter
// With a limit of two, the second thread has not waited for the first.
#include "step.h"

#include <gordian/sync.hpp>

int counter;

int main() {
  gordian::error_group group;
  group.set_limit(2);
  group.go([] {
    ++counter; // access A
    step(1);
  });
  group.go([] {
    step(2);
    ++counter; // access B
  });
  group.wait();
}
