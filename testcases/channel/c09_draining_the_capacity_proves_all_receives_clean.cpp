// expect: clean
// C9: four workers write and receive; when two more than their messages (the capacity) have been sent, all four
// receives are over.
#include <gordian/chan.hpp>

#include <thread>
#include <vector>

int cells[4];
gordian::chan<int> ch(2);

int main() {
  std::vector<std::thread> workers;
  for (int i = 0; i < 4; ++i)
    workers.emplace_back([i] {
      cells[i] = i;
      ch.receive();
    });
  for (int i = 0; i < 4 + 2; ++i)
    ch.send(i);
  int sum = 0;
  for (int each : cells)
    sum += each;
  for (std::thread &each : workers)
    each.join();
  return sum == 6 ? 0 : 1;
}
