// expect: clean
// A channel as a semaphore: three tokens, so never more than three tasks at a time.
#include <gordian/sync.hpp>

#include <atomic>

int main() {
  gordian::chan<gordian::void_t> tokens(3);
  gordian::wait_group tasks;
  std::atomic<int> running, most;
  for (int i = 0; i < 20; ++i)
    tasks.go([&, tokens]() mutable {
      tokens.send({});
      const int now = ++running;
      for (int before = most; before < now && !most.compare_exchange_weak(before, now);) {
      }
      --running;
      tokens.receive();
    });
  tasks.wait();
  return most >= 1 && most <= 3 ? 0 : 1;
}
