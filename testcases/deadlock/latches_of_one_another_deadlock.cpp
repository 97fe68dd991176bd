// expect: deadlock second
// modes: O2
// Each of two threads waits at the latch that the other counts down afterwards.
#include <latch>
#include <thread>

std::latch first(1), second(1);

int main() {
  std::thread one([] {
    second.wait();
    first.count_down();
  });
  std::thread other([] {
    first.wait();
    second.count_down();
  });
  one.join();
  other.join();
}
