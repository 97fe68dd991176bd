// expect: deadlock left
// Two threads send to one another first and mean to receive afterwards.
#include <gordian/chan.hpp>

#include <thread>

gordian::chan<int> left, right;

int main() {
  std::thread other([] {
    left.send(1);
    right.receive();
  });
  right.send(2);
  left.receive();
  other.join();
}
