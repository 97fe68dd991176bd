// expect: data-race own
// A thread-local variable is shared as soon as its address is.
#include "step.h"

#include <thread>

thread_local int own;
int *loan;

int main() {
  loan = &own;
  std::thread borrower([] {
    *loan = 1; // access A
    step(1);
  });
  step(2);
  own = 2; // access B
  borrower.join();
}
