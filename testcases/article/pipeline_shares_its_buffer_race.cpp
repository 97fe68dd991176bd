// expect: data-race numbers
// A stage that sends a pointer and goes on writing through it has not let go of the message.
#include <gordian/chan.hpp>

#include "step.h"

int numbers[4];

int main() {
  gordian::chan<int *> filled(1);
  gordian::go([=]() mutable {
    filled.send(numbers);
    numbers[0] = 1; // access A
    step(1);
  });
  int *mine = *filled.receive();
  step(2);
  return mine[0] < 0; // access B
}
