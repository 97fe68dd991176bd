// expect: deadlock
// modes: O2
// One path out of the worker forgets done.
#include <gordian/sync.hpp>

static void work(gordian::wait_group &group, int input) {
  if (input == 1) {
#ifdef MENDED
    group.done();
#endif
    return;
  }
  group.done();
}

int main() {
  gordian::wait_group group;
  group.add(3);
  for (int i = 0; i < 3; ++i)
    gordian::go([&group, i] { work(group, i); });
  group.wait();
}
