// expect: clean
// What precedes with_timeout happens before what follows the end of its time, for whoever waits for that.
#include <gordian/context.hpp>

#include <chrono>
#include <thread>

using namespace std::chrono_literals;

int value;

int main() {
  gordian::chan<gordian::context> contexts(1);
  std::thread setter([&] {
    value = 1;
    gordian::context timed = gordian::context::background().with_timeout(5ms);
    contexts.send(timed);
  });
  gordian::context timed = *contexts.receive();
  timed.done().receive();
  const bool is_right = value == 1 && timed.err() == "context deadline exceeded";
  setter.join();
  return is_right ? 0 : 1;
}
