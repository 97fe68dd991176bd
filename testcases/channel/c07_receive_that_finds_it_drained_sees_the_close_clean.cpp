// expect: clean
// C7 mended: the receiver goes on until the channel is drained.
#include "step.h"

#include <gordian/chan.hpp>

#include <thread>

int value;
gordian::chan<int> ch(1);

int main() {
  std::thread closer([] {
    ch.send(7);
    value = 1;
    ch.close();
    step(1);
  });
  step(2);
  for (int each : ch)
    if (each != 7)
      return 1;
  const bool is_right = value == 1;
  closer.join();
  return is_right ? 0 : 1;
}
