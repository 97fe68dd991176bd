// expect: send-on-closed-channel ch
// expect: data-race ch
// A close that wakes a waiting sender: the send has met a closed channel, and nothing ordered the two.
#include "step.h"

#include <gordian/chan.hpp>

#include <thread>

gordian::chan<int> ch;

int main() {
  std::thread sender([] {
    try {
      ch.send(1);
    } catch (const gordian::closed_channel &) {
    }
  });
  pause_ms(100); // the sender waits
  ch.close();
  sender.join();
}
