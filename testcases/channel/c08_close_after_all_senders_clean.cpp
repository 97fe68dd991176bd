// expect: clean
// C8 mended: who closes has waited for the senders.
#include <gordian/sync.hpp>

gordian::chan<int> ch(4);

int main() {
  gordian::wait_group senders;
  for (int i = 0; i < 4; ++i)
    senders.go([i] { ch.send(i); });
  senders.wait();
  ch.close();
  int sum = 0;
  for (int each : ch)
    sum += each;
  return sum == 6 ? 0 : 1;
}
