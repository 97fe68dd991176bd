// expect: clean
// The sender closes the channel when it is done.
#include <gordian/chan.hpp>

#include <thread>

int main() {
  gordian::chan<int> ch;
  std::thread sender([ch]() mutable {
    for (int i = 0; i < 3; ++i)
      ch.send(i);
    ch.close();
  });
  int sum = 0;
  for (int each : ch)
    sum += each;
  sender.join();
  return sum == 3 ? 0 : 1;
}
