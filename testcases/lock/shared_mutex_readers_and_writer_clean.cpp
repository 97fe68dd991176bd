// expect: clean
// unique_lock against shared_lock, also by try and by time.
#include <chrono>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <thread>

std::shared_timed_mutex mutex;
std::map<int, std::string> names;
std::size_t lengths[2];

int main() {
  std::thread writer([] {
    for (int i = 0; i < 100; ++i) {
      std::unique_lock<std::shared_timed_mutex> lock(mutex);
      names[i] = std::to_string(i);
    }
  });
  auto reader = [](int me) {
    for (int i = 0; i < 100; ++i) {
      std::shared_lock<std::shared_timed_mutex> lock(mutex, std::chrono::seconds(20));
      if (lock)
        lengths[me] += names.size();
    }
  };
  std::thread first(reader, 0), second(reader, 1);
  writer.join();
  first.join();
  second.join();
  return names.size() != 100;
}
