// What the detector is told of channel operations: each once, with its number and in its thread's name, in the order in
// which they happened, and nothing of the library's inside seen.
#include "fake_detector.h"
#include "support.h"

#include <gordian/chan.hpp>

#include <gtest/gtest.h>

#include <vector>

using namespace std::chrono_literals;
using gordian::chan;

namespace {

const std::vector<std::string> kOperations = {"chan_send",  "chan_receive",        "chan_rendezvous",
                                              "chan_close", "chan_receive_closed", "chan_send_on_closed"};

/// Fresh records for each test, and no broken rules at its end.
class ChanHooks : public testing::Test {
protected:
  void SetUp() override { fake::clear(); }
  void TearDown() override { EXPECT_EQ(fake::violations(), std::vector<std::string>()); }

  /// Runs `f` in another thread, returns once that thread waits; the thread's token lands in `token`.
  template <class F> std::thread startAndAwaitWait(F f, gordian_thread **token) {
    const int before = fake::count("wait_check");
    std::atomic<gordian_thread *> its_token{nullptr};
    std::thread thread([&its_token, f]() mutable {
      its_token = fake::self();
      f();
      EXPECT_EQ(fake::violations(), std::vector<std::string>());
    });
    EXPECT_TRUE(eventually([&] { return fake::count("wait_check") > before; }));
    *token = its_token;
    return thread;
  }

  static void expectCall(const fake::Call &call, const std::string &hook, gordian_thread *thread, int64_t number,
                         int64_t after) {
    EXPECT_EQ(call.hook, hook);
    EXPECT_EQ(call.thread, thread);
    EXPECT_EQ(call.number, number);
    EXPECT_EQ(call.after, after);
  }
};

} // namespace

TEST_F(ChanHooks, BirthAndDeathAreTold) {
  { chan<int> numbers(3), same = numbers; }
  const auto calls = fake::calls();
  ASSERT_EQ(calls.size(), 2u);
  expectCall(calls[0], "chan_make", nullptr, 3, sizeof(int));
  EXPECT_EQ(calls[1].hook, "chan_destroy");
  EXPECT_EQ(calls[1].object, calls[0].object);
}

TEST_F(ChanHooks, BufferedOperationsAreNumbered) {
  chan<int> numbers(2);
  numbers.send(1);
  EXPECT_TRUE(numbers.try_send(2));
  numbers.receive();
  EXPECT_TRUE(numbers.send_for(3, 1h));
  numbers.try_receive();
  numbers.receive_for(1h);
  const auto calls = fake::calls(kOperations);
  ASSERT_EQ(calls.size(), 6u);
  expectCall(calls[0], "chan_send", fake::self(), 0, 1);
  expectCall(calls[1], "chan_send", fake::self(), 1, 2);
  expectCall(calls[2], "chan_receive", fake::self(), 0, 1);
  expectCall(calls[3], "chan_send", fake::self(), 2, 2);
  expectCall(calls[4], "chan_receive", fake::self(), 1, 1);
  expectCall(calls[5], "chan_receive", fake::self(), 2, 0);
  EXPECT_EQ(fake::count("wait_begin"), 0);
}

TEST_F(ChanHooks, OperationsThatFailAreNotTold) {
  chan<int> numbers(1), nil = nullptr;
  numbers.try_receive();
  numbers.send(1);
  EXPECT_FALSE(numbers.try_send(2));
  nil.try_send(1);
  nil.try_receive();
  numbers.size();
  numbers.is_closed();
  EXPECT_EQ(fake::calls(kOperations).size(), 1u);
}

TEST_F(ChanHooks, MeetingNamesSenderAndReceiverWhoeverWaited) {
  chan<int> numbers;
  gordian_thread *receiver = nullptr, *sender = nullptr;
  std::thread waits_to_receive = startAndAwaitWait([numbers]() mutable { numbers.receive(); }, &receiver);
  numbers.send(1);
  waits_to_receive.join();
  std::thread waits_to_send = startAndAwaitWait([numbers]() mutable { numbers.send(2); }, &sender);
  numbers.receive();
  waits_to_send.join();
  const auto calls = fake::calls(kOperations);
  ASSERT_EQ(calls.size(), 2u);
  expectCall(calls[0], "chan_rendezvous", fake::self(), 0, 0);
  EXPECT_EQ(calls[0].partner, receiver);
  expectCall(calls[1], "chan_rendezvous", sender, 1, 0);
  EXPECT_EQ(calls[1].partner, fake::self());
}

TEST_F(ChanHooks, HandOverOnABufferedChannelIsASendAndAReceive) {
  chan<int> numbers(2);
  numbers.send(0);
  numbers.receive();
  gordian_thread *receiver = nullptr;
  std::thread waits = startAndAwaitWait([numbers]() mutable { numbers.receive(); }, &receiver);
  numbers.send(1);
  waits.join();
  numbers.send(2);
  numbers.receive();
  const auto calls = fake::calls(kOperations);
  ASSERT_EQ(calls.size(), 6u);
  expectCall(calls[2], "chan_send", fake::self(), 1, 1);
  expectCall(calls[3], "chan_receive", receiver, 1, 0);
  expectCall(calls[4], "chan_send", fake::self(), 2, 1);
  expectCall(calls[5], "chan_receive", fake::self(), 2, 0);
}

TEST_F(ChanHooks, WaitingSenderGetsTheFreedSlot) {
  chan<int> numbers(1);
  numbers.send(0);
  gordian_thread *sender = nullptr;
  std::thread waits = startAndAwaitWait([numbers]() mutable { numbers.send(1); }, &sender);
  numbers.receive();
  waits.join();
  const auto calls = fake::calls(kOperations);
  ASSERT_EQ(calls.size(), 3u);
  expectCall(calls[1], "chan_receive", fake::self(), 0, 0);
  expectCall(calls[2], "chan_send", sender, 1, 1);
}

TEST_F(ChanHooks, CloseComesBeforeThoseItWakes) {
  chan<int> numbers, full;
  gordian_thread *receiver = nullptr, *sender = nullptr;
  std::thread waits_to_receive = startAndAwaitWait([numbers]() mutable { numbers.receive(); }, &receiver);
  std::thread waits_to_send =
      startAndAwaitWait([full]() mutable { EXPECT_THROW(full.send(1), gordian::closed_channel); }, &sender);
  numbers.close();
  waits_to_receive.join();
  full.close();
  waits_to_send.join();
  numbers.receive();
  EXPECT_THROW(numbers.send(1), gordian::closed_channel);
  const auto calls = fake::calls(kOperations);
  ASSERT_EQ(calls.size(), 6u);
  EXPECT_EQ(calls[0].hook, "chan_close");
  expectCall(calls[1], "chan_receive_closed", receiver, 0, 0);
  EXPECT_EQ(calls[2].hook, "chan_close");
  expectCall(calls[3], "chan_send_on_closed", sender, 0, 0);
  expectCall(calls[4], "chan_receive_closed", fake::self(), 0, 0);
  expectCall(calls[5], "chan_send_on_closed", fake::self(), 0, 0);
}

TEST_F(ChanHooks, CloseOfClosedAndOfNilAreTold) {
  chan<int> numbers, nil = nullptr;
  numbers.close();
  EXPECT_THROW(numbers.close(), gordian::closed_channel);
  EXPECT_THROW(nil.close(), gordian::closed_channel);
  const auto calls = fake::calls({"chan_close_of_closed"});
  ASSERT_EQ(calls.size(), 2u);
  EXPECT_EQ(calls[0].object, fake::calls({"chan_make"})[0].object);
  EXPECT_EQ(calls[1].object, nullptr);
}

TEST_F(ChanHooks, SelectTellsTheChosenCaseOnly) {
  chan<int> ready(1), empty(1);
  ready.send(1);
  fake::clear();
  gordian::select(gordian::on_receive(empty, [](auto) {}), gordian::on_receive(ready, [](auto) {}));
  gordian::select(gordian::on_receive(empty, [](auto) {}), gordian::otherwise([] {}));
  const auto calls = fake::calls();
  ASSERT_EQ(calls.size(), 1u);
  expectCall(calls[0], "chan_receive", fake::self(), 0, 0);
}

TEST_F(ChanHooks, WaitingSelectIsCompletedInItsName) {
  chan<int> left, right(1);
  gordian_thread *waiter = nullptr;
  std::thread waits = startAndAwaitWait(
      [left, right]() mutable {
        gordian::select(gordian::on_receive(left, [](auto) {}), gordian::on_receive(right, [](auto) {}));
      },
      &waiter);
  right.send(1);
  waits.join();
  const auto calls = fake::calls(kOperations);
  ASSERT_EQ(calls.size(), 2u);
  expectCall(calls[0], "chan_send", fake::self(), 0, 1);
  expectCall(calls[1], "chan_receive", waiter, 0, 0);
}

TEST_F(ChanHooks, NumbersAreWholeAndInOrderUnderContention) {
  for (const std::size_t capacity : {1u, 3u}) {
    fake::clear();
    chan<int> numbers(capacity);
    std::vector<std::thread> threads;
    for (int t = 0; t < 2; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 500; ++i)
          numbers.send(i);
      });
      threads.emplace_back([&] {
        for (int i = 0; i < 500; ++i)
          gordian::select(gordian::on_receive(numbers, [](auto) {}), gordian::on_timeout(1h, [] {}));
      });
    }
    for (std::thread &each : threads)
      each.join();
    int64_t sends = 0, receives = 0;
    for (const fake::Call &call : fake::calls({"chan_send", "chan_receive"})) {
      EXPECT_EQ(call.number, call.hook == "chan_send" ? sends++ : receives++);
      ASSERT_EQ(call.after, sends - receives);
      ASSERT_LE(call.after, static_cast<int64_t>(capacity));
    }
    EXPECT_EQ(sends, 1000);
    EXPECT_EQ(receives, 1000);
  }
}

namespace {

/// Says for each of its moves and copies whether the detector saw it.
struct Watched {
  static inline std::atomic<int> seen_moves{0}, ignored_moves{0}, seen_copies{0}, ignored_copies{0};
  Watched() = default;
  Watched(const Watched &) { ++(fake::ignoreDepth() > 0 ? ignored_copies : seen_copies); }
  Watched(Watched &&) noexcept { ++(fake::ignoreDepth() > 0 ? ignored_moves : seen_moves); }
};

} // namespace

TEST_F(ChanHooks, TheProgramsCopyIsSeenAndTheLibrarysMovesAreNot) {
  chan<Watched> watched(1);
  const Watched message;
  watched.send(message);
  watched.receive();
  EXPECT_EQ(Watched::seen_copies, 1);
  EXPECT_EQ(Watched::ignored_copies, 0);
  EXPECT_EQ(Watched::seen_moves, 0);
  EXPECT_EQ(Watched::ignored_moves, 2) << "into the buffer and out of it";
}

TEST_F(ChanHooks, CallbacksAndThreadsAreSeen) {
  {
    chan<int> numbers(1);
    gordian::select(gordian::on_send(numbers, 1, [] { EXPECT_EQ(fake::ignoreDepth(), 0); }));
    gordian::select(gordian::on_receive(numbers, [](auto) { EXPECT_EQ(fake::ignoreDepth(), 0); }));
    gordian::select(gordian::on_receive(numbers, [](auto) {}),
                    gordian::on_timeout(1ms, [] { EXPECT_EQ(fake::ignoreDepth(), 0); }));
    gordian::select(gordian::on_receive(numbers, [](auto) {}),
                    gordian::otherwise([] { EXPECT_EQ(fake::ignoreDepth(), 0); }));
    gordian::go([numbers]() mutable { numbers.send(fake::ignoreDepth()); });
    EXPECT_EQ(numbers.receive(), 0);
    numbers.send(1);
    numbers.close();
    for (int each : numbers)
      EXPECT_EQ(fake::ignoreDepth(), each - 1);
  }
  // The detached thread's handle goes last.
  EXPECT_TRUE(eventually([] { return fake::count("chan_destroy") == 1; }));
}
