// expect: data-race value
// C5 with a buffer and a receiver that waits already: the message goes straight to it, but by the rules of the
// buffer; the sender is not ordered after the receive.
#include "step.h"

#include <gordian/chan.hpp>

#include <thread>

int value;
gordian::chan<int> ch(1);

int main() {
  std::thread receiver([] {
    value = 1; // access A
    step(1);
    ch.receive();
  });
  step(2);
  pause_ms(50); // the receiver waits
  ch.send(0);
  const int seen = value; // access B
  receiver.join();
  return seen < 0;
}
