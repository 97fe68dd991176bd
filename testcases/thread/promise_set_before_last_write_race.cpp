// expect: data-race detail
// What comes after set_value is not ordered with what comes after get.
#include "step.h"

#include <future>
#include <thread>

int detail;

int main() {
  std::promise<int> promise;
  std::future<int> future = promise.get_future();
  std::thread worker([&] {
    promise.set_value(1);
    detail = 1; // access A
    step(1);
  });
  future.get();
  step(2);
  detail = 2; // access B
  worker.join();
}
