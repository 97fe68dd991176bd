// expect: clean
// modes: O2
// Workers that idle by design when main returns: what they wait for is still to be reached.
#include "step.h"

#include <gordian/chan.hpp>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

class Pool {
public:
  void start() {
    for (int i = 0; i < 3; ++i)
      std::thread([this] { work(); }).detach();
  }
  void put(int item) {
    {
      std::lock_guard guard(mutex_);
      items_.push_back(item);
    }
    filled_.notify_one();
  }

private:
  void work() {
    std::unique_lock lock(mutex_);
    for (;;) {
      filled_.wait(lock, [&] { return !items_.empty(); });
      items_.pop_front();
    }
  }
  std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<int> items_;
};

Pool *pool;
gordian::chan<int> *jobs;

int main() {
  pool = new Pool;
  pool->start();
  jobs = new gordian::chan<int>(3);
  for (int i = 0; i < 3; ++i)
    gordian::go([mine = *jobs]() mutable {
      while (mine.receive()) {
      }
    });
  for (int i = 0; i < 8; ++i) {
    pool->put(i);
    jobs->send(i);
    pause_ms(60);
  }
}
