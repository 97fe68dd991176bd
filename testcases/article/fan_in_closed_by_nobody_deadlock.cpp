// expect: deadlock merged
// All inputs have ended, but nobody closes what they were merged into.
#include <gordian/chan.hpp>

#include <iostream>

int main() {
  gordian::chan<int> merged;
  for (int source = 0; source < 3; ++source)
    gordian::go([=]() mutable { merged.send(source); });
  for (int each : merged)
    std::cout << each << '\n';
}
