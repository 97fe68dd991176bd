// expect: clean
// All threads are blocked, but a timer is set that will wake one: no deadlock.
#include <gordian/chan.hpp>

#include <chrono>
#include <thread>

using namespace std::chrono_literals;

int main() {
  gordian::chan<int> ch;
  gordian::chan<gordian::time_point> alarm = gordian::after(50ms);
  std::thread other([=]() mutable {
    alarm.receive();
    ch.send(1);
  });
  const bool is_right = ch.receive() == 1;
  other.join();
  return is_right ? 0 : 1;
}
