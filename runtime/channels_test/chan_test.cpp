// Channels by themselves: blocking, order, close, nil, handles and ends. What Go's specification says, one test each.
#include "support.h"

#include <gordian/chan.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <numeric>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using gordian::chan;

TEST(Chan, BufferedSendsDoNotWaitUntilTheBufferIsFull) {
  chan<int> numbers(2);
  EXPECT_TRUE(numbers.try_send(1));
  EXPECT_TRUE(numbers.try_send(2));
  EXPECT_FALSE(numbers.try_send(3));
  EXPECT_EQ(numbers.size(), 2u);
  EXPECT_EQ(numbers.receive(), 1);
  EXPECT_EQ(numbers.receive(), 2);
  EXPECT_EQ(numbers.try_receive(), std::nullopt);
}

TEST(Chan, UnbufferedSendWaitsForItsReceive) {
  chan<int> numbers;
  std::atomic<bool> is_sent{false};
  std::thread sender([&] {
    numbers.send(7);
    is_sent = true;
  });
  letOthersWait();
  EXPECT_FALSE(is_sent);
  EXPECT_EQ(numbers.size(), 0u);
  EXPECT_EQ(numbers.receive(), 7);
  sender.join();
  EXPECT_TRUE(is_sent);
}

TEST(Chan, UnbufferedReceiveWaitsForItsSend) {
  chan<std::string> words;
  std::thread receiver([&] { EXPECT_EQ(words.receive(), "a word that is too long for a small string"); });
  letOthersWait();
  words.send("a word that is too long for a small string");
  receiver.join();
}

TEST(Chan, UnbufferedTrySendNeedsAWaitingReceiver) {
  chan<int> numbers(0);
  EXPECT_FALSE(numbers.try_send(1));
  std::thread receiver([&] { EXPECT_EQ(numbers.receive(), 2); });
  EXPECT_TRUE(eventually([&] { return numbers.try_send(2); }));
  receiver.join();
}

TEST(Chan, WaitingSendersAreServedInTheirOrder) {
  for (const std::size_t capacity : {0u, 1u}) {
    chan<int> numbers(capacity);
    for (std::size_t i = 0; i < capacity; ++i)
      numbers.send(-1);
    std::vector<std::thread> senders;
    for (int i = 0; i < 4; ++i) {
      senders.emplace_back([numbers, i]() mutable { numbers.send(i); });
      letOthersWait();
    }
    for (std::size_t i = 0; i < capacity; ++i)
      EXPECT_EQ(numbers.receive(), -1);
    for (int i = 0; i < 4; ++i)
      EXPECT_EQ(numbers.receive(), i);
    for (std::thread &each : senders)
      each.join();
  }
}

TEST(Chan, WaitingReceiversAreServedInTheirOrder) {
  chan<int> numbers(1);
  std::vector<std::thread> receivers;
  for (int i = 0; i < 4; ++i) {
    receivers.emplace_back([numbers, i]() mutable { EXPECT_EQ(numbers.receive(), i); });
    letOthersWait();
  }
  for (int i = 0; i < 4; ++i)
    numbers.send(i);
  for (std::thread &each : receivers)
    each.join();
}

TEST(Chan, MessagesArriveOnceAndInOrderWhateverTheCapacity) {
  for (const std::size_t capacity : {0u, 1u, 2u, 7u}) {
    chan<int> numbers(capacity);
    std::thread sender([numbers]() mutable {
      for (int i = 0; i < 5000; ++i)
        numbers.send(i);
      numbers.close();
    });
    int expected = 0;
    for (int each : numbers)
      ASSERT_EQ(each, expected++);
    EXPECT_EQ(expected, 5000);
    sender.join();
  }
}

TEST(Chan, ManySendersAndReceiversLoseNothing) {
  for (const std::size_t capacity : {0u, 1u, 16u}) {
    chan<int> numbers(capacity);
    std::atomic<long> sum{0};
    std::vector<std::thread> senders, receivers;
    for (int t = 0; t < 4; ++t) {
      senders.emplace_back([&, t] {
        for (int i = 0; i < 1000; ++i)
          numbers.send(t * 1000 + i);
      });
      receivers.emplace_back([&] {
        while (const auto each = numbers.receive())
          sum += *each;
      });
    }
    for (std::thread &each : senders)
      each.join();
    numbers.close();
    for (std::thread &each : receivers)
      each.join();
    EXPECT_EQ(sum, 4000L * 3999 / 2);
  }
}

TEST(Chan, ClosedChannelIsDrainedAndThenGivesNothing) {
  chan<int> numbers(2);
  numbers.send(1);
  numbers.close();
  EXPECT_TRUE(numbers.is_closed());
  EXPECT_EQ(numbers.receive(), 1);
  EXPECT_EQ(numbers.receive(), std::nullopt);
  EXPECT_EQ(numbers.try_receive(), std::nullopt);
  EXPECT_EQ(numbers.receive_for(1h), std::nullopt);
}

TEST(Chan, SendOnClosedThrows) {
  chan<int> numbers(2);
  numbers.close();
  EXPECT_THROW(numbers.send(1), gordian::closed_channel);
  EXPECT_THROW(numbers.try_send(1), gordian::closed_channel);
  EXPECT_THROW(numbers.send_for(1, 1h), gordian::closed_channel);
}

TEST(Chan, SecondCloseAndCloseOfNilThrow) {
  chan<int> numbers, nil = nullptr;
  numbers.close();
  EXPECT_THROW(numbers.close(), gordian::closed_channel);
  EXPECT_THROW(nil.close(), gordian::closed_channel);
}

TEST(Chan, CloseWakesAllReceivers) {
  chan<int> numbers;
  std::vector<std::thread> receivers;
  for (int i = 0; i < 4; ++i)
    receivers.emplace_back([&] { EXPECT_EQ(numbers.receive(), std::nullopt); });
  letOthersWait();
  numbers.close();
  for (std::thread &each : receivers)
    each.join();
}

TEST(Chan, CloseWakesAllSendersWithTheException) {
  chan<int> numbers;
  std::vector<std::thread> senders;
  for (int i = 0; i < 3; ++i)
    senders.emplace_back([&] { EXPECT_THROW(numbers.send(1), gordian::closed_channel); });
  letOthersWait();
  numbers.close();
  for (std::thread &each : senders)
    each.join();
}

TEST(Chan, CloseRacesWithReceiversAndSendersWithoutLoss) {
  for (int round = 0; round < 300; ++round) {
    chan<Counted> numbers(round % 3);
    std::atomic<int> sent{0}, received{0};
    std::thread sender([&] {
      try {
        for (;; ++sent)
          numbers.send(Counted(1));
      } catch (const gordian::closed_channel &) {
      }
    });
    std::thread receiver([&] {
      while (numbers.receive())
        ++received;
    });
    if (round % 2)
      std::this_thread::yield();
    numbers.close();
    sender.join();
    receiver.join();
    ASSERT_EQ(sent, received);
  }
  EXPECT_EQ(Counted::alive, 0);
}

TEST(Chan, NilChannelIsNeverReady) {
  chan<int> nil = nullptr;
  EXPECT_FALSE(nil.try_send(1));
  EXPECT_FALSE(nil.try_receive());
  EXPECT_FALSE(nil.send_for(1, 5ms));
  EXPECT_FALSE(nil.receive_for(5ms));
  EXPECT_EQ(nil.size(), 0u);
  EXPECT_EQ(nil.capacity(), 0u);
  EXPECT_FALSE(nil.is_closed());
}

TEST(Chan, TimedOperationsGiveUpInTimeAndLeaveNoTrace) {
  chan<int> numbers;
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_FALSE(numbers.send_for(1, 20ms));
  EXPECT_FALSE(numbers.receive_for(20ms));
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 40ms);
  EXPECT_FALSE(numbers.try_receive()) << "the send that gave up is still there";
  EXPECT_FALSE(numbers.try_send(1)) << "the receive that gave up is still there";
}

TEST(Chan, TimedOperationsSucceedWhenAPartnerComes) {
  chan<int> numbers;
  std::thread receiver([&] { EXPECT_EQ(numbers.receive_for(1h), 3); });
  EXPECT_TRUE(numbers.send_for(3, std::chrono::hours::max())) << "beyond the end of time is for ever";
  receiver.join();
}

TEST(Chan, TimeoutsThatRaceWithPartnersAgreeOnTheOutcome) {
  for (const std::size_t capacity : {0u, 1u}) {
    chan<std::string> words(capacity);
    std::atomic<int> sent{0}, received{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 2; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 1500; ++i)
          sent += words.send_for(std::string(40, 'x'), std::chrono::microseconds(i % 40));
      });
      threads.emplace_back([&] {
        for (int i = 0; i < 1500; ++i)
          received += words.receive_for(std::chrono::microseconds(i % 40)).has_value();
      });
    }
    for (std::thread &each : threads)
      each.join();
    EXPECT_EQ(sent - received, static_cast<int>(words.size()));
  }
}

TEST(Chan, MessagesNeedOnlyBeMovable) {
  chan<std::unique_ptr<int>> pointers(1);
  pointers.send(std::make_unique<int>(5));
  pointers.close();
  for (auto &each : pointers) {
    const std::unique_ptr<int> mine = std::move(each);
    EXPECT_EQ(*mine, 5);
  }
}

TEST(Chan, LastHandleDestroysWhatIsLeft) {
  {
    chan<Counted> numbers(4), same = numbers;
    numbers.send(Counted(1));
    numbers.send(Counted(2));
    EXPECT_EQ(numbers.receive()->number, 1);
    numbers.send(Counted(3));
    numbers = nullptr;
    EXPECT_EQ(Counted::alive, 2);
    EXPECT_EQ(same.size(), 2u);
  }
  EXPECT_EQ(Counted::alive, 0);
}

TEST(Chan, HandlesAreEqualWhenTheyMeanTheSameChannel) {
  chan<int> one(1), same = one, other(1), nil = nullptr, moved = std::move(same);
  EXPECT_EQ(one, moved);
  EXPECT_NE(one, other);
  EXPECT_EQ(same, nil) << "a moved-from handle is nil"; // NOLINT(bugprone-use-after-move)
  EXPECT_EQ(chan<int>(0).capacity(), 0u) << "the literal 0 is a capacity, not nil";
}

TEST(Chan, ChannelsCanBeSentOnChannels) {
  chan<chan<int>> requests;
  gordian::go([requests]() mutable {
    for (chan<int> &answer : requests)
      answer.send(42);
  });
  chan<int> answer;
  requests.send(answer);
  EXPECT_EQ(answer.receive(), 42);
  requests.close();
}

TEST(Chan, SenderAndReceiverAreTheEndsOfOneChannel) {
  chan<int> numbers(3);
  gordian::sender<int> to = numbers;
  gordian::receiver<int> from(numbers);
  to.send(1);
  EXPECT_TRUE(to.try_send(2));
  EXPECT_TRUE(to.send_for(3, 1ms));
  EXPECT_EQ(from.size(), 3u);
  EXPECT_EQ(from.receive(), 1);
  EXPECT_EQ(from.try_receive(), 2);
  to.close();
  int sum = 0;
  for (int each : from)
    sum += each;
  EXPECT_EQ(sum, 3);
  EXPECT_TRUE(from.is_closed());
  EXPECT_EQ(from, gordian::receiver<int>(numbers));
}

TEST(Chan, OperationsLeaveErrnoAlone) {
  errno = 77;
  chan<int> numbers;
  numbers.receive_for(2ms);
  std::thread sender([&] { numbers.send(1); });
  numbers.receive();
  EXPECT_EQ(errno, 77);
  sender.join();
}

TEST(Go, CopiesItsArguments) {
  chan<std::string> words;
  std::string word = "a word that is too long for a small string";
  gordian::go([](chan<std::string> to, std::string said) { to.send(said); }, words, word);
  word.clear();
  EXPECT_EQ(words.receive(), "a word that is too long for a small string");
}
