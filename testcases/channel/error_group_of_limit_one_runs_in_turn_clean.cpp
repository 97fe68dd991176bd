// expect: clean
// With a limit of one, each thread starts after the end of the one before.
#include <gordian/sync.hpp>

int counter;

int main() {
  gordian::error_group group;
  group.set_limit(1);
  for (int i = 0; i < 8; ++i)
    group.go([] { ++counter; });
  group.wait();
  return counter == 8 ? 0 : 1;
}
