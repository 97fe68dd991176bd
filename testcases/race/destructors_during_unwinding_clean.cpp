// expect: clean
// A lock_guard that an exception unwinds gives its mutex back: both sides are ordered.
#include <mutex>
#include <stdexcept>
#include <thread>

std::mutex mutex;
int shared;

void touch() {
  try {
    std::lock_guard<std::mutex> lock(mutex);
    shared++;
    throw std::runtime_error("leave");
  } catch (const std::runtime_error &) {
  }
}

int main() {
  std::thread first([] { touch(); });
  std::thread second([] { touch(); });
  first.join();
  second.join();
  return shared != 2;
}
