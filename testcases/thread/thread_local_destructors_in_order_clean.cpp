// expect: clean
// Destructors of thread_local objects run in their thread, before its join returns, and may use one another.
#include <mutex>
#include <thread>
#include <vector>

std::mutex mutex;
std::vector<int> closed;

struct resource {
  explicit resource(int number) : number(number) {}
  ~resource() {
    std::lock_guard<std::mutex> lock(mutex);
    closed.push_back(number);
  }
  int number;
};

void work(int n) {
  static thread_local resource first(n);
  static thread_local resource second(n + 1);
  first.number += second.number;
}

int main() {
  for (int i = 0; i < 50; ++i) {
    std::thread thread(work, i), other(work, i);
    thread.join();
    other.join();
  }
  return closed.size() != 200;
}
