// expect: clean
// One thread sends first and the other receives first: each send meets its receive.
#include <gordian/chan.hpp>

#include <thread>

int main() {
  gordian::chan<int> left, right;
  int seen = 0;
  std::thread other([&seen, left, right]() mutable {
    left.send(1);
    seen = *right.receive();
  });
  const int received = *left.receive();
  right.send(2);
  other.join();
  return received == 1 && seen == 2 ? 0 : 1;
}
