// expect: vptr-race
// A pointer published from a base constructor: the derived constructor has yet to store its virtual table pointer.
#include "step.h"

#include <atomic>
#include <thread>

struct base {
  base();
  virtual int kind() { return 0; }
  virtual ~base() = default;
};

std::atomic<base *> published{nullptr};
int result;

base::base() {
  published.store(this, std::memory_order_relaxed);
  step(1);
  step(4);
}

struct derived : base {
  int kind() override { return 1; }
};

int main() {
  std::thread caller([] {
    step(2);
    result = published.load(std::memory_order_relaxed)->kind();
    step(3);
  });
  derived object;
  caller.join();
}
