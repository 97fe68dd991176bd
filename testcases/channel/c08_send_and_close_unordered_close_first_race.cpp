// expect: data-race ch
// expect: send-on-closed-channel ch
// C8: the same in the order in which it goes wrong: the race, and the send that met the closed channel.
#include "step.h"

#include <gordian/chan.hpp>

#include <thread>

gordian::chan<int> ch(1);

int main() {
  std::thread sender([] {
    step(2);
    try {
      ch.send(1); // access A
    } catch (const gordian::closed_channel &) {
    }
  });
  ch.close(); // access B
  step(1);
  sender.join();
}
