// expect: clean
// std::scoped_lock of two takes them in some order that cannot deadlock, whatever order they are named in.
#include "step.h"

#include <mutex>
#include <thread>

std::mutex left, right;

int main() {
  std::thread one([] {
    for (int i = 0; i < 100; ++i)
      std::scoped_lock both(left, right);
  });
  std::thread other([] {
    for (int i = 0; i < 100; ++i)
      std::scoped_lock both(right, left);
  });
  one.join();
  other.join();
}
