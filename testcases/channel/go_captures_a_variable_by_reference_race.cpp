// expect: data-race i
// A loop variable that is captured by reference changes under the thread.
#include "step.h"

#include <gordian/chan.hpp>

int main() {
  gordian::chan<int> ch(1);
  int i = 1;
  gordian::go([&i, ch]() mutable {
    const int mine = i; // access A
    step(1);
    ch.send(mine);
  });
  step(2);
  i = 2; // access B
  ch.receive();
}
