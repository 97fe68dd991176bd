// expect: clean
// One of the two receives first.
#include <gordian/chan.hpp>

#include <thread>

gordian::chan<int> left, right;

int main() {
  std::thread other([] {
    left.send(1);
    right.receive();
  });
  left.receive();
  right.send(2);
  other.join();
}
