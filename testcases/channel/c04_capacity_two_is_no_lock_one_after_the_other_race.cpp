// expect: data-race counter
// C4: the k-th receive is before the (k+2)-th send only, so that leaving does not order the next one who enters,
// even when the two were never inside together.
#include "step.h"

#include <gordian/chan.hpp>

#include <thread>

int counter;
gordian::chan<gordian::void_t> lock(2);

int main() {
  std::thread one([] {
    lock.send({});
    ++counter; // access A
    lock.receive();
    step(1);
  });
  std::thread two([] {
    step(2);
    lock.send({});
    ++counter; // access B
    lock.receive();
  });
  one.join();
  two.join();
}
