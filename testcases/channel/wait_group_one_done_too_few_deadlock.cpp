// expect: deadlock group
// Two were announced and one is done.
#include <gordian/sync.hpp>

#include <thread>

gordian::wait_group group;

int main() {
  group.add(2);
  std::thread worker([] { group.done(); });
  group.wait();
  worker.join();
}
