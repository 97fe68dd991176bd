// expect: clean
// C6: what precedes a close happens before what follows a receive that returns because of it. Here the receiver
// waits already.
#include "step.h"

#include <gordian/chan.hpp>

#include <thread>

int value;
gordian::chan<int> ch;

int main() {
  std::thread closer([] {
    pause_ms(20); // the receiver waits
    value = 1;
    ch.close();
  });
  const bool is_closed = !ch.receive();
  const bool is_right = value == 1;
  closer.join();
  return is_closed && is_right ? 0 : 1;
}
