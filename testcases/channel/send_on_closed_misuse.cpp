// expect: send-on-closed-channel ch
// exit: 0
// A send on a closed channel throws, and is a finding even where somebody catches it.
#include <gordian/chan.hpp>

int main() {
  gordian::chan<int> ch(1);
  ch.close();
  try {
    ch.send(1);
  } catch (const gordian::closed_channel &) {
    return 0;
  }
  return 1;
}
