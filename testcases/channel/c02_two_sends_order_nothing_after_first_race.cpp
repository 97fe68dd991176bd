// expect: data-race value
// C2: two sends on one channel are not ordered with one another, although the channel's lock is taken by both. Here
// the one with the write after it comes first.
#include "step.h"

#include <gordian/chan.hpp>

#include <thread>

int value;
gordian::chan<int> ch(2);

int main() {
  std::thread before([] {
    step(3);
    value = 1; // access A
    ch.send(1);
    step(4);
  });
  std::thread after([] {
    step(1);
    ch.send(2);
    value = 2; // access B
    step(2);
  });
  before.join();
  after.join();
}
