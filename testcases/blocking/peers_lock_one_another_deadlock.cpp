// expect: deadlock
// modes: O2
// Each of two peers locks itself and then the other.
#include <gordian/sync.hpp>

#include <mutex>

struct Peer {
  std::mutex mutex;
  int links = 0;
};

static void connect(Peer &from, Peer &to, gordian::chan<int> mine, gordian::chan<int> other) {
#ifdef MENDED
  std::scoped_lock both(from.mutex, to.mutex);
  (void)mine, (void)other;
#else
  std::lock_guard first(from.mutex);
  mine.close(); // so that both hold their first lock
  other.receive();
  std::lock_guard second(to.mutex);
#endif
  ++from.links;
  ++to.links;
}

int main() {
  Peer a, b;
  gordian::chan<int> has_a, has_b;
  gordian::wait_group group;
  group.go([&, has_a, has_b] { connect(a, b, has_a, has_b); });
  group.go([&, has_a, has_b] { connect(b, a, has_b, has_a); });
  group.wait();
}
