// expect: clean
// D6: hand over hand round a ring of three; with two threads there is always one lock that nobody has.
#include "step.h"

#include <mutex>
#include <thread>

std::mutex ring[3];

static void walk(int from) {
  ring[from].lock();
  for (int i = 0; i < 6; ++i) {
    ring[(from + 1) % 3].lock();
    ring[from].unlock();
    from = (from + 1) % 3;
  }
  ring[from].unlock();
}

int main() {
  std::thread one([] {
    walk(0);
    step(1);
  });
  std::thread other([] {
    step(2);
    walk(1);
  });
  one.join();
  other.join();
}
