// expect: deadlock ch
// An unbuffered send in main with nobody to receive: Go's "all goroutines are asleep".
#include <gordian/chan.hpp>

#include <iostream>

int main() {
  gordian::chan<int> ch;
  ch.send(1);
  std::cout << *ch.receive() << '\n';
}
