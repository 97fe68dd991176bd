// Sleeping and waking on a word of memory, and the library's own lock.
//
// Raw system calls: the runtime interposes pthread locks, condition variables and syscall(), and must see none of what
// the library does inside. For the same reason errno stays as it was.
// Sources: futex(2); the lock is the three-state mutex of U. Drepper, "Futexes Are Tricky", 2011, section 6.
#ifndef GORDIAN_DETAIL_FUTEX_HPP
#define GORDIAN_DETAIL_FUTEX_HPP

#include "attributes.hpp"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <ctime>

#include <linux/futex.h>
#if __has_include(<sys/single_threaded.h>)
#include <sys/single_threaded.h>
#endif
#include <sys/syscall.h>
#include <unistd.h>

namespace gordian {
/// The clock of every timeout and timer of the library; does not jump.
using time_point = std::chrono::steady_clock::time_point;
} // namespace gordian

namespace gordian::detail {

using FutexWord = std::atomic<uint32_t>;
static_assert(sizeof(FutexWord) == 4 && FutexWord::is_always_lock_free, "the kernel sleeps on a plain 32-bit word");

/// The futex system call; returns -errno when it fails.
GORDIAN_INTERNAL inline long futexCall(const FutexWord *word, int operation, uint32_t value, const timespec *until,
                                       uint32_t bits) {
  operation |= FUTEX_PRIVATE_FLAG;
#if defined(__x86_64__) && !defined(__ILP32__)
  long result;
  register const timespec *r10 __asm__("r10") = until;
  register long r8 __asm__("r8") = 0;
  register unsigned long r9 __asm__("r9") = bits;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "0"(static_cast<long>(SYS_futex)), "D"(word), "S"(static_cast<long>(operation)),
                     "d"(static_cast<unsigned long>(value)), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
#elif defined(__aarch64__)
  register long x8 __asm__("x8") = SYS_futex;
  register long x0 __asm__("x0") = reinterpret_cast<long>(word);
  register long x1 __asm__("x1") = operation;
  register long x2 __asm__("x2") = value;
  register long x3 __asm__("x3") = reinterpret_cast<long>(until);
  register long x4 __asm__("x4") = 0;
  register long x5 __asm__("x5") = bits;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
  return x0;
#else
  const int saved = errno;
  const long result = ::syscall(SYS_futex, word, operation, value, until, nullptr, bits);
  const long failure = errno;
  errno = saved;
  return result < 0 ? -failure : result;
#endif
}

/// Sleeps while `word` is `value`, at most until `until` (null: for ever). False when the time is up; may also return
/// true for no reason, so callers look again.
GORDIAN_INTERNAL inline bool futexWait(const FutexWord &word, uint32_t value, const time_point *until) {
  if (!until)
    return futexCall(&word, FUTEX_WAIT_BITSET, value, nullptr, FUTEX_BITSET_MATCH_ANY) != -ETIMEDOUT;
  using namespace std::chrono;
  // steady_clock is CLOCK_MONOTONIC in libstdc++ and libc++, which FUTEX_WAIT_BITSET takes as absolute time.
  const auto since_boot = until->time_since_epoch();
  if (since_boot <= since_boot.zero())
    return false;
  const auto whole = duration_cast<seconds>(since_boot);
  timespec absolute;
  absolute.tv_sec = static_cast<time_t>(whole.count());
  absolute.tv_nsec = static_cast<long>(duration_cast<nanoseconds>(since_boot - whole).count());
  return futexCall(&word, FUTEX_WAIT_BITSET, value, &absolute, FUTEX_BITSET_MATCH_ANY) != -ETIMEDOUT;
}

/// Wakes up to `count` sleepers. Only the address is used, so the word may be gone already: at worst somebody else who
/// sleeps there wakes for no reason.
GORDIAN_INTERNAL inline void futexWake(const FutexWord *word, uint32_t count = 1) {
  futexCall(word, FUTEX_WAKE, count, nullptr, 0);
}

GORDIAN_INTERNAL inline void pauseProcessor() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/// Whether nobody else can run meanwhile. May be false although it is so.
GORDIAN_INTERNAL inline bool isOnlyThread() {
#if __has_include(<sys/single_threaded.h>)
  return __libc_single_threaded;
#else
  return false;
#endif
}

/// The lock inside channels, wait groups and contexts. Never held across a wait or a callback of the user, so it is
/// short and needs no place in the wait-for graph.
class InnerLock {
public:
  constexpr InnerLock() = default;
  InnerLock(const InnerLock &) = delete;
  InnerLock &operator=(const InnerLock &) = delete;

  GORDIAN_INTERNAL void lock() {
    uint32_t free = kFree;
    if (isOnlyThread() && word_.load(std::memory_order_relaxed) == kFree)
      word_.store(kHeld, std::memory_order_relaxed);
    else if (!word_.compare_exchange_strong(free, kHeld, std::memory_order_acquire, std::memory_order_relaxed))
      lockContended();
  }
  GORDIAN_INTERNAL void unlock() {
    if (isOnlyThread())
      word_.store(kFree, std::memory_order_relaxed);
    else if (word_.exchange(kFree, std::memory_order_release) == kContended)
      futexWake(&word_);
  }

private:
  static constexpr uint32_t kFree = 0, kHeld = 1, kContended = 2;
  static constexpr int kSpins = 60; // Critical sections last some 20 to 100 ns; a sleep and a wake cost 5 us and more.

  GORDIAN_INTERNAL void lockContended() {
    for (int i = 0; i < kSpins; ++i) {
      pauseProcessor();
      uint32_t free = kFree;
      if (word_.load(std::memory_order_relaxed) == kFree &&
          word_.compare_exchange_weak(free, kHeld, std::memory_order_acquire, std::memory_order_relaxed))
        return;
    }
    while (word_.exchange(kContended, std::memory_order_acquire) != kFree)
      futexWait(word_, kContended, nullptr);
  }

  FutexWord word_{kFree};
};

/// Holds an InnerLock for a scope; `unlock` ends it early.
class Hold {
public:
  GORDIAN_INTERNAL explicit Hold(InnerLock &lock) : lock_(&lock) { lock_->lock(); }
  GORDIAN_INTERNAL ~Hold() { unlock(); }
  Hold(const Hold &) = delete;
  Hold &operator=(const Hold &) = delete;
  GORDIAN_INTERNAL void unlock() {
    if (lock_)
      lock_->unlock();
    lock_ = nullptr;
  }

private:
  InnerLock *lock_;
};

/// `duration` from now; what lies beyond the end of time is the end of time.
template <class Rep, class Period> GORDIAN_INTERNAL time_point timeAfter(std::chrono::duration<Rep, Period> duration) {
  using std::chrono::duration_cast;
  const time_point now = std::chrono::steady_clock::now();
  using Seconds = std::chrono::duration<double>;
  if (duration_cast<Seconds>(duration) >= duration_cast<Seconds>(time_point::max() - now))
    return time_point::max();
  return now + duration_cast<time_point::duration>(duration);
}

} // namespace gordian::detail

#endif
