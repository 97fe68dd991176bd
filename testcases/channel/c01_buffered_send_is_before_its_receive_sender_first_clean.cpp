// expect: clean
// C1: what precedes a send happens before what follows its receive (buffered, sender first).
#include "step.h"

#include <gordian/chan.hpp>

#include <thread>

int value;
gordian::chan<int> ch(1);

int main() {
  std::thread sender([] {
    value = 1;
    ch.send(0);
  });
  pause_ms(20); // the sender has sent, or waits already
  ch.receive();
  const bool is_right = value == 1;
  sender.join();
  return is_right ? 0 : 1;
}
