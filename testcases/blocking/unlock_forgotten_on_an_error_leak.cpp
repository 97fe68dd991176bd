// expect: leaked-thread
// expect: lock-held-at-thread-end
// modes: O2
// A path out of the function keeps the lock; the next one waits for it for ever.
#include <gordian/chan.hpp>

#include <memory>
#include <mutex>

struct Table {
  std::mutex mutex;
  gordian::chan<int> first_is_over;
};

static bool update(Table &table, int value) {
  table.mutex.lock();
  if (value < 0) {
#ifdef MENDED
    table.mutex.unlock();
#endif
    return false;
  }
  table.mutex.unlock();
  return true;
}

int main() {
  auto table = std::make_shared<Table>();
  gordian::go([table] {
    update(*table, -1);
    table->first_is_over.close();
  });
  table->first_is_over.receive();
  gordian::go([table] { update(*table, 1); });
}
