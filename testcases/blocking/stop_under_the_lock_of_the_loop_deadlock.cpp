// expect: deadlock
// modes: O2
// stop holds the lock and hands the loop a message; the loop wants the lock first.
#include "step.h"

#include <gordian/chan.hpp>

#include <mutex>
#include <thread>

class Loop {
public:
  void run() {
    for (bool goes_on = true; goes_on;) {
      {
        std::lock_guard guard(mutex_);
        ++rounds_;
      }
      gordian::select(gordian::on_receive(tick_, [](std::optional<int>) {}),
                      gordian::on_receive(stop_, [&](std::optional<int>) { goes_on = false; }));
    }
  }
  void stop() {
    std::unique_lock lock(mutex_);
#ifdef MENDED
    lock.unlock(); // before the first message: the loop may be on its way to the lock
#endif
    tick_.send(1); // the loop is at its select, and then wants the lock
    stop_.send(1);
  }

private:
  std::mutex mutex_;
  gordian::chan<int> tick_, stop_;
  int rounds_ = 0;
};

int main() {
  Loop loop;
  std::thread runner([&] { loop.run(); });
  pause_ms(10); // the loop has the lock for a moment only
  loop.stop();
  runner.join();
}
