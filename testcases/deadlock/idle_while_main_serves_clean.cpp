// expect: clean
// modes: O2
// Threads that wait for long while main works on, each for what somebody can still bring about: a pool on its queue, a
// condition and a semaphore that globals hold, a timer, a ticker that nobody else holds, a promise on main's stack, a
// channel that only a thread-local of a live thread refers to, and one that only the kernel refers to.
#include "step.h"

#include <gordian/chan.hpp>

#include <chrono>
#include <condition_variable>
#include <future>
#include <memory>
#include <mutex>
#include <semaphore>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace std::chrono_literals;

struct Gate {
  std::mutex mutex;
  std::condition_variable opened;
  bool is_open = false;
  void pass() {
    std::unique_lock lock(mutex);
    opened.wait(lock, [this] { return is_open; });
  }
  void open() {
    std::lock_guard lock(mutex);
    is_open = true;
    opened.notify_all();
  }
};

struct Watch {
  gordian::chan<int> readable;
};

Gate *gate = new Gate;
std::counting_semaphore<> slots{0};
thread_local gordian::chan<int> *my_channel;

int main() {
  std::vector<std::thread> threads;
  gordian::chan<int> jobs;
  for (int i = 0; i < 3; ++i)
    threads.emplace_back([jobs]() mutable {
      while (jobs.receive()) {
      }
    });
  threads.emplace_back([] { gate->pass(); });
  threads.emplace_back([] { slots.acquire(); });
  threads.emplace_back([] { gordian::after(900ms).receive(); });
  threads.emplace_back([] {
    gordian::ticker slow(900ms);
    slow.channel().receive();
  });
  auto promise = std::make_unique<std::promise<int>>();
  threads.emplace_back([answer = promise->get_future()]() mutable { answer.get(); });
  {
    gordian::chan<int> hidden;
    threads.emplace_back([hidden]() mutable { hidden.receive(); });
    threads.emplace_back([hidden] {
      my_channel = new gordian::chan<int>(hidden);
      pause_ms(900);
      my_channel->send(1);
      delete my_channel;
    });
  }
  int poller = epoll_create1(0), event = eventfd(0, 0);
  std::thread([&] {
    auto *watch = new Watch;
    threads.emplace_back([readable = watch->readable]() mutable { readable.receive(); });
    epoll_event interest = {EPOLLIN, {.ptr = watch}};
    epoll_ctl(poller, EPOLL_CTL_ADD, event, &interest);
  }).join();

  for (unsigned served = 0; served < 900; ++served)
    pause_ms(1);

  jobs.close();
  gate->open();
  slots.release();
  promise->set_value(1);
  uint64_t one = 1;
  if (write(event, &one, sizeof one) != sizeof one)
    return 1;
  epoll_event came;
  if (epoll_wait(poller, &came, 1, -1) != 1)
    return 1;
  auto *watch = static_cast<Watch *>(came.data.ptr);
  watch->readable.send(1);
  for (std::thread &thread : threads)
    thread.join();
  delete watch;
}
