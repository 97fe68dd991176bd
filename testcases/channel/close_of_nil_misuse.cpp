// expect: close-of-closed-channel
// exit: 0
// A close of the nil channel throws, and is a finding.
#include <gordian/chan.hpp>

int main() {
  gordian::chan<int> ch = nullptr;
  try {
    ch.close();
  } catch (const gordian::closed_channel &) {
    return 0;
  }
  return 1;
}
