// expect: lock-order-inversion
// D3: a ring of three locks, each pair taken by a thread of its own, once.
#include "step.h"

#include <mutex>
#include <thread>

std::mutex a, b, c;

int main() {
  std::thread one([] {
    std::scoped_lock first(a);
    std::scoped_lock second(b);
    step(1);
  });
  std::thread two([] {
    step(2);
    std::scoped_lock first(b);
    std::scoped_lock second(c);
    step(3);
  });
  std::thread three([] {
    step(4);
    std::scoped_lock first(c);
    std::scoped_lock second(a);
  });
  one.join();
  two.join();
  three.join();
}
