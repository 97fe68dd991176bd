// leak_check: no thread that was started in a scope is left waiting at its end.
//
// For test fixtures and for stages of a program. It does nothing without the runtime, and where detect_leaks=0.
#ifndef GORDIAN_LEAK_CHECK_HPP
#define GORDIAN_LEAK_CHECK_HPP

#if __has_include("abi/hooks.h")
#include "abi/hooks.h" // installed
#else
#include "../../abi/hooks.h" // the source tree
#endif

#include <string>
#include <utility>

extern "C" {
extern __typeof__(__gordian_next_thread) __gordian_next_thread __attribute__((weak));
extern __typeof__(__gordian_leaks_since) __gordian_leaks_since __attribute__((weak));
}

namespace gordian {

/// A scope. When it ends, each thread that was created since it began, by whomever, and that waits without time limit (for
/// a lock, a message, a condition, a join ...) is reported as a `leaked-thread`: the program goes on, and ends with 66.
/// Threads that were there before are not looked at, nor those that run or sleep. The end of the scope waits until every
/// thread has come to rest, which takes some milliseconds; where no younger thread is left it costs nothing.
class leak_check {
 public:
  /// `allowed`: threads whose name (pthread_setname_np) begins with one of these, separated by commas, may be left: pools
  /// that somebody starts when they are first used, say.
  explicit leak_check(std::string allowed = "")
      : allowed_(std::move(allowed)), first_(__gordian_next_thread ? __gordian_next_thread() : 0) {}
  leak_check(const leak_check &) = delete;
  leak_check &operator=(const leak_check &) = delete;
  ~leak_check() { check(); }

  /// Looks now, before the end. Returns the number of threads that were reported by this call; none is reported twice.
  unsigned check() {
    return __gordian_leaks_since ? __gordian_leaks_since(first_, allowed_.c_str()) : 0;
  }

 private:
  std::string allowed_;
  unsigned first_;
};

} // namespace gordian

#endif
