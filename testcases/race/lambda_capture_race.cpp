// expect: data-race count
// A local captured by reference is shared by two threads.
#include "step.h"

#include <functional>
#include <thread>

int main() {
  int count = 0;
  std::function<void()> increase = [&count] {
    count++; // access A
  };
  std::thread first([&] {
    increase();
    step(1);
  });
  std::thread second([&] {
    step(2);
    increase();
  });
  first.join();
  second.join();
}
