// expect: clean
// The pointer is atomic: published with release, checked with acquire.
#include "step.h"

#include <atomic>
#include <mutex>
#include <thread>

struct service {
  int port = 80;
};

std::mutex mutex;
std::atomic<service *> instance{nullptr};

service *get() {
  service *seen = instance.load(std::memory_order_acquire);
  if (!seen) {
    std::lock_guard<std::mutex> lock(mutex);
    seen = instance.load(std::memory_order_relaxed);
    if (!seen) {
      seen = new service;
      instance.store(seen, std::memory_order_release);
    }
  }
  return seen;
}

int main() {
  int ports[2];
  std::thread first([&] {
    ports[0] = get()->port;
    step(1);
  });
  std::thread second([&] {
    step(2);
    ports[1] = get()->port;
  });
  first.join();
  second.join();
  delete instance.load();
  return ports[0] != ports[1];
}
