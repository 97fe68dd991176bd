// expect: deadlock left
// expect: deadlock right
// D2: std::mutex and lock_guard.
#include "step.h"

#include <mutex>
#include <thread>

std::mutex left, right;

int main() {
  std::thread first([] {
    std::lock_guard<std::mutex> outer(left);
    step(1);
    step(3);
    std::lock_guard<std::mutex> inner(right);
  });
  std::thread second([] {
    std::lock_guard<std::mutex> outer(right);
    step(2);
    std::lock_guard<std::mutex> inner(left);
  });
  first.join();
  second.join();
}
