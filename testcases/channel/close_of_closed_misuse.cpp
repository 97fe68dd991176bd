// expect: close-of-closed-channel ch
// exit: 0
// A second close throws, and is a finding.
#include <gordian/chan.hpp>

int main() {
  gordian::chan<int> ch;
  ch.close();
  try {
    ch.close();
  } catch (const gordian::closed_channel &) {
    return 0;
  }
  return 1;
}
