// expect: data-race counter
// With two tokens the second holder has not waited for the first, even when the first has given his back.
#include "step.h"

#include <gordian/chan.hpp>

#include <thread>

int counter;
gordian::chan<int> tokens(2);

int main() {
  tokens.send(0);
  tokens.send(0);
  std::thread one([] {
    tokens.receive();
    ++counter; // access A
    tokens.send(0);
    step(1);
  });
  std::thread two([] {
    step(2);
    tokens.receive();
    ++counter; // access B
    tokens.send(0);
  });
  one.join();
  two.join();
}
