// expect: clean
// Copies of a runtime_error share their text inside libstdc++; the last of them frees it.
#include "step.h"

#include <stdexcept>
#include <string>
#include <thread>

static std::size_t lengthOf(const std::runtime_error &error) { return std::string(error.what()).size(); }

int main() {
  auto *original = new std::runtime_error("a text that is longer than any small buffer would hold");
  std::size_t lengths[2];
  std::thread one([&lengths, copy = *original] {
    lengths[0] = lengthOf(copy);
    step(1);
  });
  std::thread two([&lengths, copy = new std::runtime_error(*original)] {
    lengths[1] = lengthOf(*copy);
    step(2);
    delete copy;
  });
  delete original;
  one.join();
  two.join();
  return lengths[0] != lengths[1];
}
