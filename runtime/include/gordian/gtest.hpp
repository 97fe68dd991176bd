// GoogleTest: a data race or deadlock fails the test in which it happened, and so does a thread that a test leaves waiting.
//
// Include it in one file of a test program that is built with Gordian; that is all. For threads that are left waiting call
// check_leaks_of_tests in main. Without the runtime nothing of this does anything. The report itself comes at the end of
// the program, as always.
#ifndef GORDIAN_GTEST_HPP
#define GORDIAN_GTEST_HPP

#if __has_include("abi/hooks.h")
#include "abi/hooks.h" // installed
#else
#include "../../abi/hooks.h" // the source tree
#endif

#include "leak_check.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

extern "C" {
extern __typeof__(__gordian_finding_count) __gordian_finding_count __attribute__((weak));
extern __typeof__(__gordian_finding_kind) __gordian_finding_kind __attribute__((weak));
extern __typeof__(__gordian_log_path) __gordian_log_path __attribute__((weak));
}

namespace gordian {

/// Adds a failure to each test during which the number of findings grew. What another thread does after the end of the test
/// that started it is found in the next one, or after all.
class test_listener : public ::testing::EmptyTestEventListener {
 public:
  void OnTestStart(const ::testing::TestInfo &) override { before_ = count(); }

  void OnTestEnd(const ::testing::TestInfo &test) override {
    std::uint64_t now = count();
    if (now == before_) return;
    std::string kinds;
    for (std::uint64_t i = before_; i < now; ++i) kinds += (kinds.empty() ? "" : ", ") + std::string(__gordian_finding_kind(i));
    ADD_FAILURE_AT(test.file() ? test.file() : "", test.line())
        << "Gordian: " << now - before_ << (now - before_ == 1 ? " finding" : " findings") << " in this test: " << kinds
        << "\nThe report comes at the end of the program, or now from: gordian report " << __gordian_log_path();
    before_ = now;
  }

 private:
  static std::uint64_t count() { return __gordian_finding_count ? __gordian_finding_count() : 0; }

  std::uint64_t before_ = 0;
};

/// A leak_check around each test, its fixture's SetUp and TearDown included.
class leak_listener : public ::testing::EmptyTestEventListener {
 public:
  explicit leak_listener(std::string allowed) : allowed_(std::move(allowed)) {}

  void OnTestStart(const ::testing::TestInfo &) override { scope_.emplace(allowed_); }
  void OnTestEnd(const ::testing::TestInfo &) override { scope_.reset(); }

 private:
  std::string allowed_;
  std::optional<leak_check> scope_;
};

/// From now on a test fails that leaves a thread waiting which was started in it. `allowed`: see leak_check; a pool that
/// all tests share may also be started before. To be called before RUN_ALL_TESTS.
inline void check_leaks_of_tests(std::string allowed = "") {
  // Listeners are told of a test's end in the order opposite to that in which they were appended: test_listener after this.
  if (__gordian_leaks_since) ::testing::UnitTest::GetInstance()->listeners().Append(new leak_listener(std::move(allowed)));
}

namespace detail {
inline const bool test_listener_is_there = [] {
  if (__gordian_finding_count) ::testing::UnitTest::GetInstance()->listeners().Append(new test_listener);
  return true;
}();
}

} // namespace gordian

#endif
