// expect: clean
// What is passed by value to go is the thread's own.
#include <gordian/chan.hpp>

int main() {
  gordian::chan<int> ch;
  int sum = 0;
  for (int i = 0; i < 4; ++i)
    gordian::go([](gordian::chan<int> to, int value) { to.send(value); }, ch, i);
  for (int i = 0; i < 4; ++i)
    sum += *ch.receive();
  return sum == 6 ? 0 : 1;
}
