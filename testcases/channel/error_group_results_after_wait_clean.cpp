// expect: clean
// Results that each thread leaves in a place of its own are complete after wait, and an error comes out of it.
#include <gordian/sync.hpp>

#include <system_error>

int main() {
  int results[4] = {};
  gordian::error_group group;
  for (int i = 0; i < 4; ++i)
    group.go([&results, i] {
      results[i] = i;
      return i == 2 ? std::make_error_code(std::errc::io_error) : std::error_code();
    });
  try {
    group.wait();
  } catch (const std::system_error &error) {
    return error.code() == std::errc::io_error && results[3] == 3 ? 0 : 1;
  }
  return 2;
}
