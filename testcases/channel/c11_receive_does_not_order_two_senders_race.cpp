// expect: data-race value
// C11: capacity 1 and an empty message: the second send is after the first receive, not after the first send,
// although both used the same slot (golang #37355).
#include "step.h"

#include <gordian/chan.hpp>

#include <thread>

int value;
gordian::chan<gordian::void_t> ch(1);

int main() {
  std::thread first([] {
    value = 1; // access A
    ch.send({});
    step(1);
  });
  std::thread receiver([] {
    step(2);
    ch.receive();
    step(3);
  });
  std::thread second([] {
    step(4);
    ch.send({});
    value = 2; // access B
  });
  first.join();
  receiver.join();
  second.join();
}
