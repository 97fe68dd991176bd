// expect: deadlock
// A receive from the nil channel waits for ever.
#include <gordian/chan.hpp>

int main() {
  gordian::chan<int> ch = nullptr;
  return ch.receive().has_value();
}
