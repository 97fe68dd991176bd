// GoogleTest: a finding fails the test in which it happened.
#include "counter.h"

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
