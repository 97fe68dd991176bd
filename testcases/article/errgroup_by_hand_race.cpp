// expect: data-race first_error
// What an error group saves one from: each thread looks whether it is the first to fail, without a lock.
#include <gordian/sync.hpp>

#include <system_error>

int first_error;

int main() {
  gordian::wait_group group;
  for (int i = 1; i <= 2; ++i)
    group.go([i] {
      if (first_error == 0) // access A
        first_error = i;    // access A
    });
  group.wait();
  return first_error < 0;
}
