// expect: data-race answer
// Whoever gave up waiting knows nothing of what the other did meanwhile.
#include "step.h"

#include <gordian/chan.hpp>

#include <chrono>
#include <thread>

using namespace std::chrono_literals;

int answer;

int main() {
  gordian::chan<gordian::void_t> ready(1);
  std::thread worker([=]() mutable {
    step(1);
    answer = 42; // access A
    step(2);
    step(4);
    ready.send({});
  });
  gordian::select(gordian::on_receive(ready, [](auto) {}), gordian::on_timeout(10ms, [] {}));
  step(3);
  const int seen = answer; // access B
  step(5);
  worker.join();
  return seen < 0;
}
