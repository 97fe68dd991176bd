// expect: clean
// What precedes after(d) happens before what follows the receive of its message.
#include <gordian/chan.hpp>

#include <chrono>
#include <thread>

using namespace std::chrono_literals;

int value;

int main() {
  gordian::chan<gordian::chan<gordian::time_point>> alarms(1);
  std::thread setter([&] {
    value = 1;
    alarms.send(gordian::after(5ms));
  });
  gordian::chan<gordian::time_point> alarm = *alarms.receive();
  alarm.receive();
  const bool is_right = value == 1;
  setter.join();
  return is_right ? 0 : 1;
}
