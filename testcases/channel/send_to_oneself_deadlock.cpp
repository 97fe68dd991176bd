// expect: deadlock ch
// An unbuffered send waits for a receiver, and the only thread is the sender.
#include <gordian/chan.hpp>

int main() {
  gordian::chan<int> ch;
  ch.send(1);
  return *ch.receive();
}
