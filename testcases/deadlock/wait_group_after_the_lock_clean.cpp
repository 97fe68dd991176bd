// expect: clean
// The lock is given back before the wait.
#include <gordian/sync.hpp>

#include <mutex>

std::mutex state;

int main() {
  gordian::wait_group workers;
  workers.go([] { std::scoped_lock guard(state); });
  {
    std::scoped_lock guard(state);
  }
  workers.wait();
}
