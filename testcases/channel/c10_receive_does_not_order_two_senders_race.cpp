// expect: data-race value
// C10: capacity 1 and a message: the second send is after the first receive, not after the first send, although
// both used the same slot (golang #37355).
#include "step.h"

#include <gordian/chan.hpp>

#include <thread>

int value;
gordian::chan<int> ch(1);

int main() {
  std::thread first([] {
    value = 1; // access A
    ch.send(0);
    step(1);
  });
  std::thread receiver([] {
    step(2);
    ch.receive();
    step(3);
  });
  std::thread second([] {
    step(4);
    ch.send(0);
    value = 2; // access B
  });
  first.join();
  receiver.join();
  second.join();
}
