// expect: data-race value
// C7: a receive that still gets a message is ordered after that message's send, not after the close that has
// happened meanwhile.
#include "step.h"

#include <gordian/chan.hpp>

#include <thread>

int value;
gordian::chan<int> ch(1);

int main() {
  std::thread closer([] {
    ch.send(7);
    value = 1; // access A
    ch.close();
    step(1);
  });
  step(2);
  ch.receive();
  const int seen = value; // access B
  closer.join();
  return seen < 0;
}
