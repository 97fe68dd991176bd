// expect: clean
// A select orders as the plain operation of the case that it took, whether it had to wait or not.
#include "step.h"

#include <gordian/chan.hpp>

#include <thread>

int value;
gordian::chan<int> ch, other;

int main() {
  for (int waits = 0; waits < 2; ++waits) {
    std::thread sender([waits] {
      pause_ms(waits * 20);
      ++value;
      ch.send(0);
    });
    pause_ms(20 - waits * 20);
    gordian::select(gordian::on_receive(other, [](auto) {}), gordian::on_receive(ch, [](auto) {}));
    const bool is_right = value == waits + 1;
    sender.join();
    if (!is_right)
      return 1;
  }
}
