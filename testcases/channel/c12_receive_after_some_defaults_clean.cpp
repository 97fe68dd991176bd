// expect: clean
// C12 mended: polling until the message is there.
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
  bool is_received = false;
  while (!is_received)
    gordian::select(gordian::on_receive(ch, [&](auto) { is_received = true; }),
                    gordian::otherwise([] { pause_ms(1); }));
  const bool is_right = value == 1;
  sender.join();
  return is_right ? 0 : 1;
}
