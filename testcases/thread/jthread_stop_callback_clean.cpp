// expect: clean
// request_stop comes before what the stopped thread does when it sees it; the callback runs in the stopping thread.
#include <stop_token>
#include <thread>

int reason, seen, calls;

int main() {
  std::jthread worker([](std::stop_token token) {
    while (!token.stop_requested())
      std::this_thread::yield();
    seen = reason;
  });
  std::stop_callback callback(worker.get_stop_token(), [] { calls++; });
  reason = 4;
  worker.request_stop();
  worker.join();
  return seen != 4 || calls != 1;
}
