// expect: clean
// Thousands of signals that arrive wherever the threads are, also inside an atomic operation or a lock: the handlers'
// atomics order, and nothing is lost. Each signal that was sent is handled.
#include <atomic>
#include <mutex>
#include <thread>

#include <pthread.h>
#include <signal.h>
#include <sys/time.h>

std::atomic<int> ticket{0}, handled{0};
int published[4096];
std::mutex mutex;
int guarded;

static void handler(int) {
  int mine = handled.fetch_add(1, std::memory_order_relaxed);
  published[mine % 4096] = mine;
  ticket.store(mine, std::memory_order_release);
}

static void work(std::atomic<bool> &stop) {
  while (!stop.load(std::memory_order_acquire)) {
    std::lock_guard<std::mutex> lock(mutex);
    ++guarded;
  }
}

int main() {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigaction(SIGUSR1, &action, nullptr);
  std::atomic<bool> stop{false};
  std::thread worker(work, std::ref(stop));
  int sent = 0;
  for (; sent < 200; ++sent) {
    pthread_kill(worker.native_handle(), SIGUSR1);
    while (handled.load(std::memory_order_relaxed) <= sent)
      std::this_thread::yield();
    int last = ticket.load(std::memory_order_acquire);
    if (published[last % 4096] != last)
      return 1;
  }
  stop.store(true, std::memory_order_release);
  worker.join();
  return handled != sent;
}
