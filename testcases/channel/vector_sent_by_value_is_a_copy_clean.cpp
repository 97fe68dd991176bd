// expect: clean
// A vector that is sent by value is the receiver's own; the sender may go on with his.
#include <gordian/chan.hpp>

#include <thread>
#include <vector>

int main() {
  gordian::chan<std::vector<int>> ch;
  std::thread receiver([ch]() mutable {
    for (auto &numbers : ch)
      numbers.push_back(1);
  });
  std::vector<int> mine;
  for (int i = 0; i < 50; ++i) {
    mine.push_back(i);
    ch.send(mine);
  }
  ch.close();
  receiver.join();
}
