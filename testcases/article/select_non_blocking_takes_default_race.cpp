// expect: data-race value
// Taking the default case orders nothing, so reading on regardless is a race.
#include "step.h"

#include <gordian/chan.hpp>

#include <thread>

int value;

int main() {
  gordian::chan<gordian::void_t> ready;
  std::thread writer([=]() mutable {
    value = 1; // access A
    step(1);
    ready.send({});
  });
  step(2);
  const int too_early = value; // access B
  bool is_ready = false;
  while (!is_ready)
    gordian::select(gordian::on_receive(ready, [&](auto) { is_ready = true; }),
                    gordian::otherwise([] { std::this_thread::yield(); }));
  writer.join();
  return too_early < 0;
}
