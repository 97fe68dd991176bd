// expect: clean
// With a buffer the message can be sent first and received afterwards.
#include <gordian/chan.hpp>

int main() {
  gordian::chan<int> ch(1);
  ch.send(0);
  return *ch.receive();
}
