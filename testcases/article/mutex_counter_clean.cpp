// expect: clean
// Under a mutex, one increment is wholly before or after another.
#include <mutex>
#include <thread>
#include <vector>

std::mutex mutex;
int counter;

int main() {
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([] {
      for (int k = 0; k < 1000; ++k) {
        std::lock_guard lock(mutex);
        counter++;
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  return counter == 8000 ? 0 : 1;
}
