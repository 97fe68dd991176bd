// select: exactly one case, fairly chosen, on whatever mix of channels, from both sides at once.
#include "support.h"

#include <gordian/chan.hpp>

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using gordian::chan, gordian::on_receive, gordian::on_send, gordian::on_timeout, gordian::otherwise, gordian::select;

namespace {
const auto kIgnoreValue = [](auto) {};
const auto kNothing = [] {};
} // namespace

TEST(Select, DoesTheReadyCaseAndReturnsItsPlace) {
  chan<int> empty, ready(1), nil = nullptr;
  ready.send(3);
  int seen = 0;
  EXPECT_EQ(select(on_receive(empty, kIgnoreValue), on_receive(nil, kIgnoreValue),
                   on_receive(ready, [&](std::optional<int> value) { seen = *value; }), on_timeout(1h, kNothing)),
            2u);
  EXPECT_EQ(seen, 3);
  EXPECT_EQ(ready.size(), 0u);
}

TEST(Select, OtherwiseRunsOnlyWhenNothingIsReady) {
  chan<int> numbers(1);
  bool is_default = false;
  const auto poll = [&] {
    is_default = false;
    return select(otherwise([&] { is_default = true; }), on_receive(numbers, kIgnoreValue));
  };
  EXPECT_EQ(poll(), 0u);
  EXPECT_TRUE(is_default);
  numbers.send(1);
  EXPECT_EQ(poll(), 1u);
  EXPECT_FALSE(is_default);
}

TEST(Select, TheEarliestTimeoutCounts) {
  chan<int> empty;
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(select(on_timeout(1h, kNothing), on_receive(empty, kIgnoreValue), on_timeout(10ms, kNothing)), 2u);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 10ms);
  EXPECT_FALSE(empty.try_send(1)) << "the select that gave up is still queued";
}

TEST(Select, ATimeoutAloneIsASleep) { EXPECT_EQ(select(on_timeout(1ms, kNothing)), 0u); }

TEST(Select, WaitsUntilAPartnerComesAndLeavesTheOtherQueues) {
  chan<int> left, right;
  std::thread partner([&] {
    letOthersWait();
    right.send(5);
  });
  EXPECT_EQ(select(on_receive(left, kIgnoreValue), on_receive(right, kIgnoreValue)), 1u);
  partner.join();
  EXPECT_FALSE(left.try_send(1)) << "the select is still queued at the other channel";
}

TEST(Select, SendCaseDeliversItsValueToAReceiver) {
  chan<std::string> words, nobody;
  std::thread receiver([&] { EXPECT_EQ(words.receive(), "text"); });
  EXPECT_EQ(select(on_send(nobody, "other", kNothing), on_send(words, "text", kNothing)), 1u);
  receiver.join();
}

TEST(Select, ClosedChannelIsAlwaysReady) {
  chan<int> closed, empty;
  closed.close();
  bool is_nothing = false;
  EXPECT_EQ(select(on_receive(empty, kIgnoreValue),
                   on_receive(closed, [&](std::optional<int> value) { is_nothing = !value; })),
            1u);
  EXPECT_TRUE(is_nothing);
  EXPECT_THROW(select(on_receive(empty, kIgnoreValue), on_send(closed, 1, kNothing)), gordian::closed_channel);
}

TEST(Select, CloseWakesWaitingSelects) {
  chan<int> never, to, from;
  std::thread receiver([&] {
    EXPECT_EQ(select(on_receive(never, kIgnoreValue), on_receive(from, [](auto value) { EXPECT_FALSE(value); })), 1u);
  });
  std::thread sender([&] {
    EXPECT_THROW(select(on_receive(never, kIgnoreValue), on_send(to, 1, kNothing)), gordian::closed_channel);
  });
  letOthersWait();
  from.close();
  to.close();
  receiver.join();
  sender.join();
}

TEST(Select, ChoosesEvenlyAmongReadyCases) {
  chan<int> a(1), b(1), c(1);
  std::map<std::size_t, int> chosen;
  for (int i = 0; i < 6000; ++i) {
    a.try_send(1);
    b.try_send(1);
    c.try_send(1);
    ++chosen[select(on_receive(a, kIgnoreValue), on_receive(b, kIgnoreValue), on_receive(c, kIgnoreValue))];
  }
  for (const auto &[place, times] : chosen) // 2000 expected; 1700 is 8 standard deviations away
    EXPECT_GT(times, 1700) << "case " << place;
  EXPECT_EQ(chosen.size(), 3u);
}

TEST(Select, TheSameChannelMayStandInSeveralCases) {
  chan<int> numbers(1);
  std::map<std::size_t, int> chosen;
  const auto both = [&] {
    return select(on_receive(numbers, kIgnoreValue), on_send(numbers, 1, kNothing), on_receive(numbers, kIgnoreValue));
  };
  for (int i = 0; i < 600; ++i)
    ++chosen[both()];
  EXPECT_EQ(chosen[1], 300) << "a send must follow each receive";
  EXPECT_GT(chosen[0], 50);
  EXPECT_GT(chosen[2], 50);
}

TEST(Select, DoesNotMeetItself) {
  chan<int> numbers;
  EXPECT_EQ(select(on_receive(numbers, kIgnoreValue), on_send(numbers, 1, kNothing), on_timeout(5ms, kNothing)), 2u);
}

TEST(Select, SelectsOnBothSidesOfTheSameChannelsMeet) {
  for (const std::size_t capacity : {0u, 1u, 3u}) {
    chan<std::string> a(capacity), b(capacity);
    constexpr int kEach = 1500, kThreads = 3;
    std::atomic<int> sent{0}, received{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < kEach; ++i)
          select(on_send(a, std::string(40, 'a'), [&] { ++sent; }), on_send(b, std::string(40, 'b'), [&] { ++sent; }));
      });
      threads.emplace_back([&, t] {
        const auto got = [&](std::optional<std::string> value) { received += value && value->size() == 40; };
        for (int i = 0; i < kEach; ++i) {
          if (t % 2)
            select(on_receive(b, got), on_receive(a, got));
          else
            select(on_receive(a, got), on_receive(b, got));
        }
      });
    }
    for (std::thread &each : threads)
      each.join();
    EXPECT_EQ(sent, kThreads * kEach);
    EXPECT_EQ(received, kThreads * kEach);
  }
}

TEST(Select, ThreadsThatBothSendAndReceiveInOneSelectDoNotDeadlock) {
  chan<int> a, b;
  constexpr int kEach = 2000;
  std::atomic<int> sent{0}, received{0}, running{4};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        auto &first = t % 2 ? a : b;
        auto &second = t % 2 ? b : a;
        select(on_send(first, i, [&] { ++sent; }), on_receive(second, [&](auto) { ++received; }),
               on_receive(first, [&](auto) { ++received; }), on_timeout(running == 4 ? 100us : 1us, kNothing));
      }
      --running;
    });
  for (std::thread &each : threads)
    each.join();
  EXPECT_EQ(sent, received);
  EXPECT_GT(sent, 0);
}

TEST(Select, TimeoutsThatRaceWithPartnersAgreeOnTheOutcome) {
  chan<int> a, b(1);
  std::atomic<int> sent{0}, received{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 2; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 1500; ++i)
        select(on_send(a, i, [&] { ++sent; }), on_send(b, i, [&] { ++sent; }),
               on_timeout(std::chrono::microseconds(i % 30), kNothing));
    });
    threads.emplace_back([&] {
      for (int i = 0; i < 1500; ++i)
        select(on_receive(a, [&](auto) { ++received; }), on_receive(b, [&](auto) { ++received; }),
               on_timeout(std::chrono::microseconds(i % 30), kNothing));
    });
  }
  for (std::thread &each : threads)
    each.join();
  EXPECT_EQ(sent - received, static_cast<int>(b.size()));
}

TEST(Select, WorksOnEndsAndWithMovableMessages) {
  chan<Counted> numbers(1);
  gordian::sender<Counted> to = numbers;
  gordian::receiver<Counted> from = numbers;
  EXPECT_EQ(select(on_send(to, Counted(4), kNothing)), 0u);
  select(on_receive(from, [](std::optional<Counted> value) { EXPECT_EQ(value->number, 4); }));
  EXPECT_EQ(Counted::alive, 0);
}

TEST(Select, ExceptionsOfCallbacksComeOutAfterTheOperation) {
  chan<int> numbers(1);
  numbers.send(1);
  EXPECT_THROW(select(on_receive(numbers, [](auto) { throw std::runtime_error("mine"); })), std::runtime_error);
  EXPECT_EQ(numbers.size(), 0u);
  EXPECT_TRUE(numbers.try_send(2)) << "the channel is usable";
}

TEST(Select, CallbacksMayUseTheSameChannels) {
  chan<int> numbers(1);
  numbers.send(1);
  select(on_receive(numbers, [&](std::optional<int> value) { numbers.send(*value + 1); }));
  EXPECT_EQ(numbers.receive(), 2);
}
