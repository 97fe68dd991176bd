// expect: clean
// What precedes done happens before the end of wait, whether wait had to wait or not.
#include "step.h"

#include <gordian/sync.hpp>

#include <thread>

int value;

int main() {
  for (int waits = 0; waits < 2; ++waits) {
    gordian::wait_group group;
    group.add(1);
    std::thread worker([&group, waits] {
      pause_ms(waits * 20);
      ++value;
      group.done();
    });
    pause_ms(20 - waits * 20);
    group.wait();
    if (value != waits + 1)
      return 1;
    worker.join();
  }
}
