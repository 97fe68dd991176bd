// expect: clean
// With room for one message the send need not wait for its receive.
#include <gordian/chan.hpp>

int main() {
  gordian::chan<int> ch(1);
  ch.send(1);
  return *ch.receive() == 1 ? 0 : 1;
}
