// What several tests of the channel library need.
#ifndef GORDIAN_CHANNELS_TEST_SUPPORT_H
#define GORDIAN_CHANNELS_TEST_SUPPORT_H

#include <atomic>
#include <chrono>
#include <thread>

/// Long enough for another thread to have begun to wait, on a loaded machine, too. Where it is not, a test passes for a
/// weaker reason; none fails.
inline void letOthersWait() { std::this_thread::sleep_for(std::chrono::milliseconds(20)); }

/// Whether `isTrue()` comes true within some seconds.
template <class F> bool eventually(F isTrue) {
  for (int i = 0; i < 5000; ++i) {
    if (isTrue())
      return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return false;
}

/// A message that can be moved and not copied, and that counts how many there are.
struct Counted {
  static inline std::atomic<int> alive{0};
  explicit Counted(int its_number) : number(its_number) { ++alive; }
  Counted(Counted &&other) noexcept : number(other.number) { ++alive; }
  Counted &operator=(Counted &&) = default;
  ~Counted() { --alive; }
  int number;
};

#endif
