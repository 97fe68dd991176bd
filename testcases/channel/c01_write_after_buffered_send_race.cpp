// expect: data-race value
// C1 turned round: a buffered send does not wait for its receive, so what follows it is unordered with what follows
// the receive.
#include "step.h"

#include <gordian/chan.hpp>

#include <thread>

int value;
gordian::chan<int> ch(1);

int main() {
  std::thread sender([] {
    ch.send(0);
    value = 1; // access A
    step(1);
  });
  ch.receive();
  step(2);
  const int seen = value; // access B
  sender.join();
  return seen < 0;
}
