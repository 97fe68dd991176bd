// expect: wait-group-misuse group
// One was announced and two are done.
#include <gordian/sync.hpp>

#include <stdexcept>

int main() {
  gordian::wait_group group;
  group.add(1);
  group.done();
  try {
    group.done();
  } catch (const std::logic_error &) {
    return 0;
  }
  return 1;
}
