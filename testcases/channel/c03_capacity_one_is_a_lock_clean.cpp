// expect: clean
// C3: a channel with room for one message is a lock: send takes it, receive gives it back.
#include <gordian/chan.hpp>

#include <thread>

int counter;
gordian::chan<gordian::void_t> lock(1);

void work() {
  for (int i = 0; i < 200; ++i) {
    lock.send({});
    ++counter;
    lock.receive();
  }
}

int main() {
  std::thread one(work), two(work), three(work);
  one.join();
  two.join();
  three.join();
  return counter == 600 ? 0 : 1;
}
