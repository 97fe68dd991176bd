// GoogleTest: a finding fails the test in which it happened.
#include "counter.h"

#if __has_include(<gordian/gtest.hpp>)
#include <gordian/gtest.hpp>
#endif
#include <gtest/gtest.h>
#include <thread>

TEST(Sample, Alone) {
  count();
  EXPECT_TRUE(true);
}

TEST(Sample, Together) {
  std::thread thread(bump);
  bump();
  thread.join();
}
