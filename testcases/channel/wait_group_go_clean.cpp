// expect: clean
// wait_group::go starts, counts and waits in one.
#include <gordian/sync.hpp>

#include <vector>

int main() {
  std::vector<int> squares(16);
  gordian::wait_group group;
  for (int i = 0; i < 16; ++i)
    group.go([&squares, i] { squares[i] = i * i; });
  group.wait();
  int sum = 0;
  for (int each : squares)
    sum += each;
  return sum == 1240 ? 0 : 1;
}
