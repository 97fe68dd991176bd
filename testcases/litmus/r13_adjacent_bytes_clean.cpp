// expect: clean
// R13: neighbours of every size within one eight-byte word, and an unaligned one across the border.
#include "step.h"

#include <cstdint>
#include <thread>

struct __attribute__((packed)) mixed {
  std::uint8_t a;
  std::uint32_t b;
  std::uint16_t c;
  std::uint32_t d;
  std::uint8_t e;
} words[2];

int main() {
  std::thread first([] {
    words[0].a = 1;
    words[0].c = 1;
    words[0].e = 1;
    step(1);
  });
  std::thread second([] {
    step(2);
    words[0].b = 1;
    words[0].d = 1;
    words[1].a = 1;
  });
  first.join();
  second.join();
}
