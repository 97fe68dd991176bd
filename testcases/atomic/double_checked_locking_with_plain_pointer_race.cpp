// expect: data-race instance
// The first check reads the pointer outside the lock.
#include "step.h"

#include <mutex>
#include <thread>

struct service {
  int port = 80;
};

std::mutex mutex;
service *instance;

service *get() {
  if (!instance) { // access A
    std::lock_guard<std::mutex> lock(mutex);
    if (!instance)
      instance = new service; // access B
  }
  return instance; // access A
}

int main() {
  std::thread first([] {
    get();
    step(1);
  });
  std::thread second([] {
    step(2);
    get();
  });
  first.join();
  second.join();
  delete instance;
}
