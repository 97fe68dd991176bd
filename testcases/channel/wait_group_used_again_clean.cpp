// expect: clean
// A wait group can count one round after the other.
#include <gordian/sync.hpp>

int main() {
  gordian::wait_group group;
  int cells[4] = {};
  for (int round = 0; round < 10; ++round) {
    for (int &cell : cells)
      group.go([&cell] { ++cell; });
    group.wait();
  }
  return cells[3] == 10 ? 0 : 1;
}
