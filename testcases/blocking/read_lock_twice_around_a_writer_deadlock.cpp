// expect: deadlock
// modes: O2
// A reader locks again while a writer waits: the writer goes first, and waits for the reader.
#include "step.h"

#include <gordian/sync.hpp>

int main() {
  gordian::rw_mutex lock;
  gordian::chan<int> reading;
  gordian::wait_group group;
  group.go([&, reading]() mutable {
    lock.lock_shared();
    reading.close();
    pause_ms(30);
#ifndef MENDED
    lock.lock_shared();
    lock.unlock_shared();
#endif
    lock.unlock_shared();
  });
  group.go([&, reading]() mutable {
    reading.receive();
    lock.lock();
    lock.unlock();
  });
  group.wait();
}
