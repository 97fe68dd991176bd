// expect: data-race value
// A message that a select could have taken, and did not, orders nothing.
#include "step.h"

#include <gordian/chan.hpp>

#include <thread>

int value;
gordian::chan<int> taken(1), left(2);

int main() {
  std::thread sender([] {
    value = 1; // access A
    left.send(0);
    step(1);
  });
  step(2);
  taken.send(0);
  bool is_taken = false;
  while (!is_taken) // each round takes one of the two; what was left is put back without being looked at
    gordian::select(gordian::on_receive(taken, [&](auto) { is_taken = true; }), gordian::on_send(left, 0, [] {}));
  const int seen = value; // access B
  sender.join();
  return seen < 0;
}
