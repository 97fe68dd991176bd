// expect: deadlock left
// expect: deadlock right
// Each thread sends first, and each send waits for a receive that comes after the other's send.
#include <gordian/chan.hpp>

#include <iostream>
#include <thread>

int main() {
  gordian::chan<int> left, right;
  std::thread other([=]() mutable {
    left.send(1);
    std::cout << "received " << *right.receive() << '\n';
  });
  right.send(2);
  std::cout << "received " << *left.receive() << '\n';
  other.join();
}
