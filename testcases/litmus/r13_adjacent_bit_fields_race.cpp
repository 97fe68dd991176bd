// expect: data-race flags
// R13: neighbouring bit-fields are one memory location, of any width.
#include "step.h"

#include <thread>

struct packed_flags {
  unsigned long left : 33, right : 20;
} flags;

int main() {
  std::thread first([] {
    flags.left = 1; // access A
    step(1);
  });
  std::thread second([] {
    step(2);
    flags.right = 1; // access B
  });
  first.join();
  second.join();
}
