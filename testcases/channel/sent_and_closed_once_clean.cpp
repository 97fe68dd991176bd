// expect: clean
// One sender, who closes when it is done: the rule that makes all of this go well.
#include <gordian/chan.hpp>

int main() {
  gordian::chan<int> ch(1);
  ch.send(1);
  ch.close();
  return ch.receive() == 1 && !ch.receive() && !ch.try_receive() ? 0 : 1;
}
