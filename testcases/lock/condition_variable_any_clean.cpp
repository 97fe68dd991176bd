// expect: clean
// condition_variable_any with a shared lock, and with a stop token.
#include <condition_variable>
#include <shared_mutex>
#include <thread>

std::shared_mutex mutex;
std::condition_variable_any changed;
bool ready;
int result;

int main() {
  std::jthread waiter([] {
    std::shared_lock<std::shared_mutex> lock(mutex);
    changed.wait(lock, [] { return ready; });
  });
  std::jthread stopped([](std::stop_token token) {
    std::unique_lock<std::shared_mutex> lock(mutex);
    changed.wait(lock, token, [] { return false; });
    result++;
  });
  {
    std::unique_lock<std::shared_mutex> lock(mutex);
    ready = true;
  }
  changed.notify_all();
  waiter.join();
  stopped.request_stop();
  stopped.join();
  return result != 1;
}
