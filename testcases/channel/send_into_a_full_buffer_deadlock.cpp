// expect: deadlock ch
// A buffer only puts it off: the third send waits for ever.
#include <gordian/chan.hpp>

int main() {
  gordian::chan<int> ch(2);
  for (int i = 0; i < 3; ++i)
    ch.send(i);
}
