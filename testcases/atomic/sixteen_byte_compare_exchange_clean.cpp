// expect: clean
// flags: -mcx16
// libs: -latomic
// A sixteen-byte atomic, by the instruction or by libatomic, orders as a small one does.
#include "step.h"

#include <atomic>
#include <thread>

struct pair {
  long first, second;
};

std::atomic<pair> shared{pair{0, 0}};
int payload;

int main() {
  std::thread give([] {
    payload = 1;
    shared.store(pair{1, 1}, std::memory_order_release);
    step(1);
  });
  std::thread take([] {
    step(2);
    if (shared.load(std::memory_order_acquire).second == 1)
      payload++;
  });
  give.join();
  take.join();
  return payload != 2;
}
