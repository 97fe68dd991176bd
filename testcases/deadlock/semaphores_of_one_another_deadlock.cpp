// expect: deadlock second
// modes: O2
// Each of two threads waits for the post that the other makes afterwards.
#include <semaphore>
#include <thread>

std::binary_semaphore first(0), second(0);

int main() {
  std::thread one([] {
    second.acquire();
    first.release();
  });
  std::thread other([] {
    first.acquire();
    second.release();
  });
  one.join();
  other.join();
}
