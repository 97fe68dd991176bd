// expect: data-race value
// Time that passes orders nothing: a select that timed out has not learned what others did meanwhile.
#include "step.h"

#include <gordian/chan.hpp>

#include <chrono>
#include <thread>

using namespace std::chrono_literals;

int value;
gordian::chan<int> ch(1);

int main() {
  std::thread worker([] {
    value = 1; // access A
    step(1);
  });
  int seen = 0;
  gordian::select(gordian::on_receive(ch, [](auto) {}), gordian::on_timeout(50ms, [&] {
                    step(2);
                    seen = value; // access B
                  }));
  worker.join();
  return seen < 0;
}
