// expect: clean
// modes: O2
// Two threads hand a turn to and fro by everything in the standard library that sleeps in a bare futex call, and by
// functions and statics that run once: at nearly every moment one of them is stuck but for what the other is about to do.
#include <atomic>
#include <barrier>
#include <future>
#include <latch>
#include <mutex>
#include <semaphore>
#include <thread>

constexpr int kRounds = 2000;
std::binary_semaphore ping(0), pong(0);
std::atomic<int> turn{0};
std::atomic<long> wide_turn{0};
std::barrier round_ends(2);
std::once_flag flag;
int calls;

template <class Turn> void play(Turn &whose, int me) {
  for (int i = 0; i < kRounds; ++i) {
    for (auto now = whose.load(); now != me; now = whose.load())
      whose.wait(now);
    whose = 1 - me;
    whose.notify_one();
  }
}

void callOnce() {
  std::call_once(flag, [] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    ++calls;
  });
}

int number() {
  static int the_number = [] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    return 7;
  }();
  return the_number;
}

void part(int me) {
  play(turn, me);
  play(wide_turn, me);
  for (int i = 0; i < kRounds; ++i) {
    if (me)
      ping.acquire(), pong.release();
    else
      ping.release(), pong.acquire();
  }
  for (int i = 0; i < kRounds / 10; ++i)
    round_ends.arrive_and_wait();
  callOnce();
  number();
}

int main() {
  std::latch both(2);
  std::thread other([&] {
    both.arrive_and_wait();
    part(1);
  });
  both.arrive_and_wait();
  part(0);
  other.join();
  for (int i = 0; i < 50; ++i) {
    std::promise<int> question;
    auto answer = std::async(std::launch::async, [asked = question.get_future()]() mutable { return asked.get() + 1; });
    question.set_value(i);
    if (answer.get() != i + 1)
      return 1;
  }
}
