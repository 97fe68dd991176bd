// expect: clean
// A lock of one token: receive takes it, send gives it back, and each receive is after the send of who held it
// before.
#include <gordian/chan.hpp>

#include <thread>

int counter;
gordian::chan<int> tokens(1);

void work() {
  for (int i = 0; i < 200; ++i) {
    tokens.receive();
    ++counter;
    tokens.send(0);
  }
}

int main() {
  tokens.send(0);
  std::thread one(work), two(work);
  one.join();
  two.join();
  return counter == 400 ? 0 : 1;
}
