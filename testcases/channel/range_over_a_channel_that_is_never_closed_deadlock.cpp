// expect: deadlock ch
// A range over a channel ends when it is closed; here the senders end without closing it.
#include <gordian/chan.hpp>

#include <thread>

int main() {
  gordian::chan<int> ch;
  std::thread sender([ch]() mutable {
    for (int i = 0; i < 3; ++i)
      ch.send(i);
  });
  int sum = 0;
  for (int each : ch)
    sum += each;
  sender.join();
  return sum;
}
