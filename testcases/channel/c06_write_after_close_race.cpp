// expect: data-race value
// C6 turned round: what follows a close is unordered with what follows the receive.
#include "step.h"

#include <gordian/chan.hpp>

#include <thread>

int value;
gordian::chan<int> ch;

int main() {
  std::thread closer([] {
    ch.close();
    value = 1; // access A
    step(1);
  });
  ch.receive();
  step(2);
  const int seen = value; // access B
  closer.join();
  return seen < 0;
}
