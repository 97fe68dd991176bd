// expect: data-race value
// C5 with a buffer: a send does not wait for its receive, so what follows it is unordered with what precedes the
// receive.
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
  ch.send(0);
  step(2);
  const int seen = value; // access B
  receiver.join();
  return seen < 0;
}
