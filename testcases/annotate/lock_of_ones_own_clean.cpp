// expect: clean
// A lock made of an exchange that is hidden from the detector, with its life told by annotations.
#include "run.h"
#include <gordian/annotate.hpp>
class Lock {
public:
  void lock() {
    {
      gordian::ignore_region hidden;
      while (__atomic_exchange_n(&word_, 1, __ATOMIC_RELAXED))
        ;
    }
    gordian_lock_acquired(this);
  }
  void unlock() {
    gordian_lock_released(this);
    gordian::ignore_region hidden;
    __atomic_store_n(&word_, 0, __ATOMIC_RELAXED);
  }
  ~Lock() { gordian_lock_destroyed(this); }

private:
  int word_ = 0;
};
Lock lock;
int count;
static void *adds(void *p) {
  for (int i = 0; i < 100; ++i) {
    lock.lock();
    ++count;
    lock.unlock();
  }
  return p;
}
int main() {
  runBoth(adds, adds);
  return count == 200 ? 0 : 1;
}
