// expect: data-race value
// A buffered send by select does not wait for its receive.
#include "step.h"

#include <gordian/chan.hpp>

#include <thread>

int value;
gordian::chan<int> ch(1), nobody;

int main() {
  std::thread receiver([] {
    value = 1; // access A
    step(1);
    ch.receive();
  });
  step(2);
  gordian::select(gordian::on_send(nobody, 0, [] {}), gordian::on_send(ch, 0, [] {}));
  const int seen = value; // access B
  receiver.join();
  return seen < 0;
}
