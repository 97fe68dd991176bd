// expect: data-race ch
// The handle is a variable like any other: giving it another channel while a thread sends on it is a race.
#include "step.h"

#include <gordian/chan.hpp>

#include <thread>

gordian::chan<int> ch(1);

int main() {
  std::thread sender([] {
    gordian::chan<int> mine = ch;
    mine.send(0);
    step(1);
  });
  step(2);
  ch = gordian::chan<int>(2);
  sender.join();
}
