// expect: clean
// An unbuffered send by select waits for its receive like a plain one.
#include <gordian/chan.hpp>

#include <thread>

int value;
gordian::chan<int> ch, nobody;

int main() {
  std::thread receiver([] {
    value = 1;
    ch.receive();
  });
  gordian::select(gordian::on_send(nobody, 0, [] {}), gordian::on_send(ch, 0, [] {}));
  const bool is_right = value == 1;
  receiver.join();
  return is_right ? 0 : 1;
}
