// expect: data-race value
// C12: a select that takes its default has learned nothing.
#include "step.h"

#include <gordian/chan.hpp>

#include <thread>

int value;
gordian::chan<int> ch(1);

// A call of its own, so that the optimizer keeps the line of the access.
[[gnu::noinline]] int readValue() {
  return value; // access B
}

int main() {
  std::thread sender([] {
    value = 1; // access A
    step(1);
    step(4);
    ch.send(0);
  });
  step(2);
  int seen = 0;
  gordian::select(gordian::on_receive(ch, [](auto) {}), gordian::otherwise([&] { seen = readValue(); }));
  step(3);
  sender.join();
  return seen < 0;
}
