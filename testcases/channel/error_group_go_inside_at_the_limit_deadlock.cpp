// expect: deadlock
// A thread of a group that is full starts another one in the group.
#include <gordian/sync.hpp>

int main() {
  gordian::error_group group;
  group.set_limit(1);
  group.go([&] { group.go([] {}); });
  group.wait();
}
