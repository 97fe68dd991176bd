// expect: data-race served
// Telling a worker to stop is not to know that it has stopped.
#include "step.h"

#include <gordian/context.hpp>

int served;

int main() {
  gordian::context lifetime = gordian::context::background().with_cancel();
  gordian::go([lifetime] {
    lifetime.done().receive();
    ++served; // access A
    step(1);
  });
  lifetime.cancel();
  step(2);
  return served < 0; // access B
}
