// expect: clean
// try_send and try_receive that succeed order like send and receive.
#include "step.h"

#include <gordian/chan.hpp>

#include <thread>

int value;
gordian::chan<int> ch(1);

int main() {
  std::thread worker([] {
    value = 1;
    ch.try_send(0);
  });
  while (!ch.try_receive())
    pause_ms(1);
  const bool is_right = value == 1;
  worker.join();
  return is_right ? 0 : 1;
}
