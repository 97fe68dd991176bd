// expect: clean
// The same select with a timeout goes on.
#include <gordian/chan.hpp>

#include <chrono>

using namespace std::chrono_literals;

gordian::chan<int> left, right;

int main() {
  return gordian::select(gordian::on_receive(left, [](auto) {}), gordian::on_send(right, 1, [] {}),
                         gordian::on_timeout(20ms, [] {})) == 2
             ? 0
             : 1;
}
