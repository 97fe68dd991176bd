// expect: clean
// Without a writer between them two shared locks of one thread go well.
#include <gordian/sync.hpp>

#include <mutex>
#include <thread>

gordian::rw_mutex mutex;

int main() {
  mutex.lock_shared();
  mutex.lock_shared();
  mutex.unlock_shared();
  mutex.unlock_shared();
  std::thread writer([] { std::unique_lock lock(mutex); });
  writer.join();
}
