// expect: clean
// C2 mended: the second sender waits for word from the first.
#include <gordian/chan.hpp>

#include <thread>

int value;
gordian::chan<int> ch(2), turn(1);

int main() {
  std::thread before([] {
    value = 1;
    ch.send(1);
    turn.send(1);
  });
  std::thread after([] {
    turn.receive();
    ch.send(2);
    value = 2;
  });
  before.join();
  after.join();
}
