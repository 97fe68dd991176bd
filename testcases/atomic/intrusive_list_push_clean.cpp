// expect: clean
// Treiber's push by many, and one pop-all: exchange with acquire orders all pushes of the chain.
#include <atomic>
#include <thread>
#include <vector>

struct node {
  int value;
  node *next;
};

std::atomic<node *> head{nullptr};

void push(int value) {
  node *fresh = new node{value, head.load(std::memory_order_relaxed)};
  while (!head.compare_exchange_weak(fresh->next, fresh, std::memory_order_release, std::memory_order_relaxed))
    ;
}

int main() {
  std::atomic<int> pushed{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i)
        push(1);
      pushed.fetch_add(200, std::memory_order_relaxed);
    });
  int sum = 0;
  while (pushed.load(std::memory_order_relaxed) < 600 || head.load(std::memory_order_relaxed)) {
    for (node *n = head.exchange(nullptr, std::memory_order_acquire); n;) {
      node *next = n->next;
      sum += n->value;
      delete n;
      n = next;
    }
  }
  for (std::thread &thread : threads)
    thread.join();
  return sum != 600;
}
