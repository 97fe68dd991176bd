// expect: data-race value
// C2: two sends on one channel are not ordered with one another, although the channel's lock is taken by both. Here
// the one with the write before it comes first.
#include "step.h"

#include <gordian/chan.hpp>

#include <thread>

int value;
gordian::chan<int> ch(2);

int main() {
  std::thread before([] {
    step(1);
    value = 1; // access A
    ch.send(1);
    step(2);
  });
  std::thread after([] {
    step(3);
    ch.send(2);
    value = 2; // access B
    step(4);
  });
  before.join();
  after.join();
}
