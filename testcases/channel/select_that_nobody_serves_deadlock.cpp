// expect: deadlock left
// All who could have served the select have ended.
#include <gordian/chan.hpp>

#include <thread>

gordian::chan<int> left, right;

int main() {
  std::thread other([] { left.try_send(1); });
  other.join();
  gordian::select(gordian::on_receive(left, [](auto) {}), gordian::on_send(right, 1, [] {}));
}
