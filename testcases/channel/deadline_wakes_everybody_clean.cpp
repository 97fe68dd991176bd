// expect: clean
// All threads are blocked, but a deadline will cancel what they wait for.
#include <gordian/context.hpp>
#include <gordian/sync.hpp>

#include <chrono>

using namespace std::chrono_literals;

int main() {
  gordian::context timed = gordian::context::background().with_timeout(50ms);
  gordian::wait_group workers;
  for (int i = 0; i < 3; ++i)
    workers.go([timed] { timed.done().receive(); });
  workers.wait();
}
