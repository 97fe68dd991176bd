// Channels against the queue that one writes by hand: a mutex, two condition variables and a deque.
//
// Without the runtime. Each figure is messages per second from all senders to all receivers; the threads live as long
// as the benchmark, and each iteration moves kMessages.
#include <gordian/chan.hpp>

#include <benchmark/benchmark.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace {

constexpr int kMessages = 20000;

/// The neighbour: a bounded queue as found in most programs.
class LockedQueue {
public:
  explicit LockedQueue(std::size_t capacity) : capacity_(capacity) {}

  void send(int value) {
    std::unique_lock lock(mutex_);
    not_full_.wait(lock, [this] { return values_.size() < capacity_; });
    values_.push_back(value);
    lock.unlock();
    not_empty_.notify_one();
  }
  std::optional<int> receive() {
    std::unique_lock lock(mutex_);
    not_empty_.wait(lock, [this] { return !values_.empty(); });
    const int value = values_.front();
    values_.pop_front();
    lock.unlock();
    not_full_.notify_one();
    return value;
  }

private:
  std::mutex mutex_;
  std::condition_variable not_full_, not_empty_;
  std::deque<int> values_;
  const std::size_t capacity_;
};

/// Its neighbour where sender and receiver wait for each other.
class LockedRendezvous {
public:
  void send(int value) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !value_; });
    value_ = value;
    const unsigned mine = taken_;
    changed_.notify_all();
    changed_.wait(lock, [this, mine] { return taken_ != mine; });
  }
  std::optional<int> receive() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return value_.has_value(); });
    const std::optional<int> value = std::exchange(value_, std::nullopt);
    ++taken_;
    changed_.notify_all();
    return value;
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<int> value_;
  unsigned taken_ = 0;
};

using Channel = gordian::chan<int>;

template <class Queue> void moveMessages(Queue &queue, int pairs) {
  std::vector<std::thread> threads;
  for (int i = 0; i < pairs; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < kMessages / pairs; ++n)
        queue.send(n);
    });
    threads.emplace_back([&] {
      for (int n = 0; n < kMessages / pairs; ++n)
        benchmark::DoNotOptimize(queue.receive());
    });
  }
  for (std::thread &each : threads)
    each.join();
}

/// Range 0: capacity; range 1: pairs of sender and receiver.
template <class Queue> void buffered(benchmark::State &state) {
  for ([[maybe_unused]] auto _ : state) {
    Queue queue(static_cast<std::size_t>(state.range(0)));
    moveMessages(queue, static_cast<int>(state.range(1)));
  }
  state.SetItemsProcessed(state.iterations() * kMessages);
}

/// One message there, one back.
template <class Queue> void bounce(Queue &there, Queue &back) {
  std::thread partner([&] {
    for (int n = 0; n < kMessages; ++n)
      back.send(*there.receive());
  });
  for (int n = 0; n < kMessages; ++n) {
    there.send(n);
    benchmark::DoNotOptimize(back.receive());
  }
  partner.join();
}

template <class Queue> void pingPong(benchmark::State &state) {
  for ([[maybe_unused]] auto _ : state) {
    Queue there(1), back(1);
    bounce(there, back);
  }
  state.SetItemsProcessed(state.iterations() * kMessages);
}

template <class Queue> void rendezvous(benchmark::State &state) {
  for ([[maybe_unused]] auto _ : state) {
    Queue there, back;
    bounce(there, back);
  }
  state.SetItemsProcessed(state.iterations() * kMessages);
}

/// No partner, no contention: the price of the operations themselves.
template <class Queue> void alone(benchmark::State &state) {
  Queue queue(64);
  for ([[maybe_unused]] auto _ : state) {
    queue.send(1);
    benchmark::DoNotOptimize(queue.receive());
  }
  state.SetItemsProcessed(state.iterations());
}

void selectOfTwo(benchmark::State &state) {
  Channel ready(1), never;
  for ([[maybe_unused]] auto _ : state) {
    ready.send(1);
    gordian::select(gordian::on_receive(ready, [](auto value) { benchmark::DoNotOptimize(value); }),
                    gordian::on_receive(never, [](auto value) { benchmark::DoNotOptimize(value); }));
  }
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(alone<LockedQueue>);
BENCHMARK(alone<Channel>);
BENCHMARK(selectOfTwo);
BENCHMARK(buffered<LockedQueue>)->Args({64, 1})->Args({64, 4})->Args({1, 1})->UseRealTime()->MeasureProcessCPUTime();
BENCHMARK(buffered<Channel>)->Args({64, 1})->Args({64, 4})->Args({1, 1})->UseRealTime()->MeasureProcessCPUTime();
BENCHMARK(pingPong<LockedQueue>)->UseRealTime()->MeasureProcessCPUTime();
BENCHMARK(pingPong<Channel>)->UseRealTime()->MeasureProcessCPUTime();
BENCHMARK(rendezvous<LockedRendezvous>)->UseRealTime()->MeasureProcessCPUTime();
BENCHMARK(rendezvous<Channel>)->UseRealTime()->MeasureProcessCPUTime();

} // namespace

BENCHMARK_MAIN();
