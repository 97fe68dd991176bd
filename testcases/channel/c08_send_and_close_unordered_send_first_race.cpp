// expect: data-race ch
// C8: a send and a close that nothing orders are a race, also in the order in which it goes well.
#include "step.h"

#include <gordian/chan.hpp>

#include <thread>

gordian::chan<int> ch(1);

int main() {
  std::thread sender([] {
    ch.send(1); // access A
    step(1);
  });
  step(2);
  ch.close(); // access B
  sender.join();
}
