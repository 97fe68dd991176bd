// expect: clean
// R1: what precedes a release store happens before what follows an acquire load that reads it.
#include "step.h"

#include <atomic>
#include <string>
#include <thread>

std::string payload;
std::atomic<bool> ready{false};

int main() {
  std::thread give([] {
    payload = "a text that is too long for the small buffer of a string";
    ready.store(true, std::memory_order_release);
    step(1);
  });
  std::thread take([] {
    step(2);
    if (ready.load(std::memory_order_acquire))
      payload += "!";
  });
  give.join();
  take.join();
  return payload.back() != '!';
}
