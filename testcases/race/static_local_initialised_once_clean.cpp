// expect: clean
// The guard of a static local orders its initialisation with every use.
#include "step.h"

#include <string>
#include <thread>

const std::string &name() {
  static std::string text(100, 'x');
  return text;
}

int main() {
  std::size_t sizes[2];
  std::thread first([&] {
    sizes[0] = name().size();
    step(1);
  });
  std::thread second([&] {
    step(2);
    sizes[1] = name().size();
  });
  first.join();
  second.join();
  return sizes[0] != sizes[1];
}
