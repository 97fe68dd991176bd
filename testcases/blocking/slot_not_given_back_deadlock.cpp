// expect: deadlock
// modes: O2
// A counting channel guards a resource; an early return keeps the slot.
#include <gordian/chan.hpp>

static gordian::chan<gordian::void_t> slots(1);

static bool use(bool is_valid) {
  slots.send({});
  if (!is_valid) {
#ifdef MENDED
    slots.receive();
#endif
    return false;
  }
  slots.receive();
  return true;
}

int main() {
  use(false);
  return use(true) ? 0 : 1;
}
