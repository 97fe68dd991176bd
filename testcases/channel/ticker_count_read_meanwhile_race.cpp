// expect: data-race count
// The same loop, where main looks at the count while the worker counts.
#include "step.h"

#include <gordian/chan.hpp>

#include <chrono>
#include <thread>

using namespace std::chrono_literals;

int count;

int main() {
  gordian::ticker ticker(1ms);
  std::thread worker([&] {
    ticker.channel().receive();
    ++count; // access A
    step(1);
  });
  gordian::after(20ms).receive();
  step(2);
  const int seen = count; // access B
  worker.join();
  return seen < 0;
}
