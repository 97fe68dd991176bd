// expect: deadlock
// A select without cases waits for ever; when the last other thread ends, nobody is left.
#include "step.h"

#include <gordian/chan.hpp>

#include <thread>

int main() {
  std::thread other([] { pause_ms(20); });
  gordian::select();
  other.join();
}
