// expect: clean
// C10 mended: the receiver goes on to tell the second sender, so there is a chain from the first.
#include <gordian/chan.hpp>

#include <thread>

int value;
gordian::chan<int> ch(1), turn(1);

int main() {
  std::thread first([] {
    value = 1;
    ch.send(0);
  });
  std::thread receiver([] {
    ch.receive();
    turn.send(0);
  });
  std::thread second([] {
    turn.receive();
    ch.send(0);
    value = 2;
  });
  first.join();
  receiver.join();
  second.join();
}
