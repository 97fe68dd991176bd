// expect: data-race cells
// C9 with one send too few: nothing proves the last receive.
#include "step.h"

#include <gordian/chan.hpp>

#include <thread>
#include <vector>

int cells[4];
gordian::chan<int> ch(2);

int main() {
  std::vector<std::thread> workers;
  for (int i = 0; i < 4; ++i)
    workers.emplace_back([i] {
      step(2 * i + 1); // one after the other, so that each receive is known
      cells[i] = i;    // access A
      ch.receive();
      step(2 * i + 2);
    });
  for (int i = 0; i < 5; ++i)
    ch.send(i);
  step(9);
  const int seen = cells[3]; // access B
  for (std::thread &each : workers)
    each.join();
  return seen < 0;
}
