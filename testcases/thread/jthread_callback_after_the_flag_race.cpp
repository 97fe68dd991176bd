// expect: data-race reason
// The stop flag is set before the callbacks run: what a callback writes is not ordered with who saw the flag.
#include "step.h"

#include <stop_token>
#include <thread>

int reason;

int main() {
  std::jthread worker([](std::stop_token token) {
    step(1);
    while (!token.stop_requested())
      std::this_thread::yield();
    step(3);
    reason = 1; // access B
  });
  std::stop_callback callback(worker.get_stop_token(), [] {
    reason = 2; // access A
    step(2);
  });
  worker.request_stop();
  worker.join();
}
