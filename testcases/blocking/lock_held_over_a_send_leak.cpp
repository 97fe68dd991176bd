// expect: leaked-thread
// modes: O2
// The sender keeps the lock that the receiver needs first.
#include "step.h"

#include <gordian/chan.hpp>

#include <memory>
#include <mutex>

struct Node {
  std::mutex mutex;
  gordian::chan<int> events;
  gordian::chan<int> locked;
  int seen = 0;
};

int main() {
  auto node = std::make_shared<Node>();
  gordian::go([node] {
    std::unique_lock lock(node->mutex);
    node->locked.close();
#ifdef MENDED
    lock.unlock();
#endif
    node->events.send(1);
  });
  gordian::go([node] {
    node->locked.receive();
    std::lock_guard lock(node->mutex);
    node->seen = *node->events.receive();
  });
  node->locked.receive();
  pause_ms(20);
}
