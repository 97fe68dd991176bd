// expect: data-race closed
// R15, wrong: nobody joins a detached thread, so its destructor is not ordered with anything later.
#include "step.h"

#include <thread>

int closed;

struct session {
  ~session() {
    if (open)
      closed = 1; // access A
    step(1);
  }
  int open = 0;
};

thread_local session own;

int main() {
  std::thread([] { own.open = 1; }).detach();
  step(2);
  closed = 2; // access B
}
