// expect: clean
// The k-th receive on capacity C happens before the completion of the (k+C)-th send, whether that had to wait or
// not.
#include "step.h"

#include <gordian/chan.hpp>

#include <thread>

int value;
gordian::chan<int> ch(1);

int main() {
  for (int waits = 0; waits < 2; ++waits) {
    ch.send(0);
    std::thread receiver([waits] {
      pause_ms(waits * 30);
      ++value;
      ch.receive();
    });
    pause_ms(30 - waits * 30);
    ch.send(1);
    if (value != waits + 1)
      return 1;
    ch.receive();
    receiver.join();
  }
}
