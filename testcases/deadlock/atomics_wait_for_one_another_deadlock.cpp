// expect: deadlock second
// modes: O2
// Each of two threads waits until the other has changed its atomic.
#include <atomic>
#include <thread>

std::atomic<int> first{0}, second{0};

void waitAndTell(std::atomic<int> &theirs, std::atomic<int> &mine) {
  theirs.wait(0);
  mine = 1;
  mine.notify_all();
}

int main() {
  std::thread one([] { waitAndTell(second, first); });
  std::thread other([] { waitAndTell(first, second); });
  one.join();
  other.join();
}
