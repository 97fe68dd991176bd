// expect: data-race counter
// C4: a channel with room for two messages lets two threads in at once.
#include "step.h"

#include <gordian/chan.hpp>

#include <thread>

int counter;
gordian::chan<gordian::void_t> lock(2);

int main() {
  std::thread one([] {
    lock.send({});
    ++counter; // access A
    step(1);
    step(3);
    lock.receive();
  });
  std::thread two([] {
    step(2);
    lock.send({});
    ++counter; // access B
    step(4);
    lock.receive();
  });
  one.join();
  two.join();
}
