// after and ticker. Times are lower bounds only, so that a loaded machine fails no test.
#include "support.h"

#include <gordian/chan.hpp>

#include <gtest/gtest.h>

#include <vector>

using namespace std::chrono_literals;

TEST(After, SendsTheTimeOnceAndNotTooEarly) {
  const auto begin = std::chrono::steady_clock::now();
  gordian::chan<gordian::time_point> alarm = gordian::after(10ms);
  const auto time = alarm.receive();
  ASSERT_TRUE(time);
  EXPECT_GE(*time - begin, 10ms);
  EXPECT_FALSE(alarm.receive_for(20ms));
}

TEST(After, ManyTimersFireInTheOrderOfTheirTimes) {
  auto late = gordian::after(60ms), early = gordian::after(5ms), middle = gordian::after(30ms);
  const auto third = late.receive(), first = early.receive(), second = middle.receive();
  EXPECT_LE(*first, *second);
  EXPECT_LE(*second, *third);
}

TEST(After, NobodyNeedsToListen) {
  for (int i = 0; i < 1000; ++i)
    gordian::after(std::chrono::microseconds(i));
  EXPECT_TRUE(gordian::after(std::chrono::hours::max()).size() == 0);
  EXPECT_TRUE(gordian::after(-1s).receive());
}

TEST(Ticker, TicksAgainAndAgain) {
  const auto begin = std::chrono::steady_clock::now();
  gordian::ticker ticker(2ms);
  for (int i = 0; i < 5; ++i)
    EXPECT_TRUE(ticker.channel().receive());
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 10ms);
}

TEST(Ticker, TicksThatNobodyTakesAreDropped) {
  gordian::ticker ticker(1ms);
  letOthersWait();
  EXPECT_LE(ticker.channel().size(), 1u);
}

TEST(Ticker, StopsForGoodWithoutClosing) {
  for (int i = 0; i < 20; ++i) {
    gordian::ticker ticker(100us);
    gordian::chan<gordian::time_point> ticks = ticker.channel();
    ticks.receive();
    ticker.stop();
    ticker.stop();
    ticks.try_receive();
    EXPECT_FALSE(ticks.receive_for(2ms));
    EXPECT_FALSE(ticks.is_closed());
  }
}

TEST(Ticker, RefusesAPeriodThatIsNotPositive) {
  EXPECT_THROW(gordian::ticker(0ms), std::invalid_argument);
  EXPECT_THROW(gordian::ticker(-1s), std::invalid_argument);
}
