// expect: data-race value
// size() says how many messages there are and orders nothing: one must receive them.
#include "step.h"

#include <gordian/chan.hpp>

#include <thread>

int value;
gordian::chan<int> ch(1);

int main() {
  std::thread worker([] {
    value = 1; // access A
    ch.send(0);
  });
  while (ch.size() == 0)
    pause_ms(1);
  const int seen = value; // access B
  ch.receive();
  worker.join();
  return seen < 0;
}
