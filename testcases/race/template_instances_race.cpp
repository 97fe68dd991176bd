// expect: data-race whole
// stack: set < apply
// Two instances of one template share the line but not the function.
#include "step.h"

#include <thread>

template <class T> struct box {
  T value{};
  __attribute__((noinline)) void set(T next) {
    value = next; // access A
    asm volatile("" ::: "memory");
  }
};

box<int> whole;
box<double> broken;

template <class Box, class T> __attribute__((noinline)) void apply(Box &box, T value) {
  box.set(value);
  asm volatile("" ::: "memory");
}

int main() {
  std::thread first([] {
    apply(whole, 1);
    apply(broken, 1.0);
    step(1);
  });
  std::thread second([] {
    step(2);
    apply(whole, 2);
  });
  first.join();
  second.join();
}
