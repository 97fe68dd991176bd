// expect: deadlock
// expect: double-lock mutex_
// modes: O2
// A public method calls another one, and both lock.
#include <mutex>

class Store {
public:
  void put(int value) {
    std::lock_guard guard(mutex_);
    value_ = value;
#ifdef MENDED
    ++changes_;
#else
    touch();
#endif
  }
  void touch() {
    std::lock_guard guard(mutex_);
    ++changes_;
  }

private:
  std::mutex mutex_;
  int value_ = 0, changes_ = 0;
};

int main() {
  Store store;
  store.put(1);
  store.touch();
}
