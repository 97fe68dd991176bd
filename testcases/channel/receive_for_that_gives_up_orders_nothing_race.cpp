// expect: data-race value
// A timed receive that gave up was not there for the detector.
#include "step.h"

#include <gordian/chan.hpp>

#include <chrono>
#include <thread>

using namespace std::chrono_literals;

int value;
gordian::chan<int> ch;

int main() {
  std::thread worker([] {
    value = 1; // access A
    step(1);
    ch.receive();
  });
  ch.receive_for(10ms);
  step(2);
  const int seen = value; // access B
  ch.send(0);
  worker.join();
  return seen < 0;
}
