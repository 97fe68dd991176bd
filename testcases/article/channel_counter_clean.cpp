// expect: clean
// The counter belongs to one thread; the others send it what they want added.
#include <gordian/sync.hpp>

int main() {
  gordian::chan<int> increments;
  gordian::wait_group senders;
  for (int i = 0; i < 8; ++i)
    senders.go([=]() mutable {
      for (int k = 0; k < 100; ++k)
        increments.send(1);
    });
  gordian::go([&, increments]() mutable {
    senders.wait();
    increments.close();
  });
  int counter = 0;
  for (int each : increments)
    counter += each;
  return counter == 800 ? 0 : 1;
}
