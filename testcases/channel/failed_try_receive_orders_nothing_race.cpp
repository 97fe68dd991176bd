// expect: data-race value
// try_receive that finds nothing orders nothing, although it took the channel's lock after the other thread had.
#include "step.h"

#include <gordian/chan.hpp>

#include <thread>

int value;
gordian::chan<int> ch(1);

int main() {
  std::thread worker([] {
    value = 1; // access A
    ch.try_receive();
    step(1);
  });
  step(2);
  ch.try_receive();
  const int seen = value; // access B
  worker.join();
  return seen < 0;
}
