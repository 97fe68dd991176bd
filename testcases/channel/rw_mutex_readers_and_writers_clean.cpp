// expect: clean
// Writers exclude everybody, readers share.
#include <gordian/sync.hpp>

#include <mutex>
#include <shared_mutex>
#include <thread>

int value;
gordian::rw_mutex mutex;

int main() {
  std::thread writer([] {
    for (int i = 0; i < 100; ++i) {
      std::unique_lock lock(mutex);
      ++value;
    }
  });
  const auto read = [] {
    for (int last = 0, i = 0; i < 100; ++i) {
      std::shared_lock lock(mutex);
      if (value < last)
        __builtin_trap();
      last = value;
    }
  };
  std::thread one(read), two(read);
  writer.join();
  one.join();
  two.join();
  return value == 100 ? 0 : 1;
}
