// expect: data-race value
// Copying and dropping handles counts references; the count is the library's and orders nothing.
#include "step.h"

#include <gordian/chan.hpp>

#include <thread>

int value;

int main() {
  gordian::chan<int> ch(1);
  std::thread one([ch]() mutable {
    value = 1; // access A
    gordian::chan<int> copy = ch;
    ch = nullptr;
    copy = nullptr;
    step(1);
  });
  std::thread two([ch]() mutable {
    step(2);
    gordian::chan<int> copy = ch;
    ch = nullptr;
    copy = nullptr;
    value = 2; // access B
  });
  one.join();
  two.join();
}
