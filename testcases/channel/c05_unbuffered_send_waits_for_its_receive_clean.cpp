// expect: clean
// C5 without a buffer: a receive happens before the completion of its send, so the sender sees what the receiver
// wrote. Both ways of meeting: either side comes first.
#include "step.h"

#include <gordian/chan.hpp>

#include <thread>

int value;
gordian::chan<int> ch;

int main() {
  for (int first = 0; first < 2; ++first) {
    std::thread receiver([first] {
      pause_ms(first * 20);
      ++value;
      ch.receive();
    });
    pause_ms(20 - first * 20);
    ch.send(0);
    if (value != first + 1)
      return 1;
    receiver.join();
  }
}
