// expect: clean
// As many are done as were announced.
#include <gordian/sync.hpp>

int main() {
  gordian::wait_group group;
  group.add(2);
  group.done();
  group.add(-1);
  group.wait();
}
