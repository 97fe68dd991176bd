// Transfers between accounts: two locks of 64 held at once in a consistent order, and now and then a wait for a condition.
// What lock-order and wait-for tracking cost shows here more than anywhere else (pytests/bench/waits.py).
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

constexpr unsigned kAccounts = 64, kThreads = 4, kTransfers = 400'000, kHandOvers = 2'000;

struct Account {
  std::mutex mutex;
  long balance = 1000;
};

Account accounts[kAccounts];
std::mutex turn_mutex;
std::condition_variable turn_changed;
unsigned turn;

void transfer(unsigned from, unsigned to) {
  Account &first = accounts[from < to ? from : to], &second = accounts[from < to ? to : from];
  std::lock_guard outer(first.mutex);
  std::lock_guard inner(second.mutex);
  --accounts[from].balance;
  ++accounts[to].balance;
}

void work(unsigned me) {
  unsigned random = me * 2654435761u + 1;
  for (unsigned i = 0; i < kTransfers; ++i) {
    random = random * 1664525u + 1013904223u;
    unsigned from = random >> 8 & (kAccounts - 1), to = random >> 20 & (kAccounts - 1);
    if (from != to)
      transfer(from, to);
  }
  for (unsigned i = 0; i < kHandOvers; ++i) {
    std::unique_lock lock(turn_mutex);
    turn_changed.wait(lock, [&] { return turn % kThreads == me; });
    ++turn;
    turn_changed.notify_all();
  }
}

int main() {
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < kThreads; ++i)
    threads.emplace_back(work, i);
  for (std::thread &thread : threads)
    thread.join();
  long sum = 0;
  for (Account &account : accounts)
    sum += account.balance;
  std::printf("%ld %u\n", sum, turn);
}
