// expect: partial-deadlock node->mutex
// modes: O2
// One of two threads sends under the lock that the other needs before it receives. The request that started both is
// over, so that nobody else can reach the channel; main works on, for ever.
#include "step.h"

#include <gordian/chan.hpp>

#include <memory>
#include <mutex>
#include <thread>

struct Node {
  std::mutex mutex;
  gordian::chan<int> events;
  gordian::chan<int> locked;
  int seen = 0;
};

void handleRequest() {
  auto node = std::make_shared<Node>();
  gordian::go([node] {
    std::lock_guard lock(node->mutex);
    node->locked.close();
    node->events.send(1);
  });
  gordian::go([node] {
    node->locked.receive();
    std::lock_guard lock(node->mutex);
    node->seen = *node->events.receive();
  });
}

int main() {
  std::thread(handleRequest).join();
  for (unsigned served = 0;; ++served)
    pause_ms(1);
}
