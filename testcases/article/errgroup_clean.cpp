// expect: clean
// wait gives the first error after all have ended; their results can be read then.
#include <gordian/sync.hpp>

#include <array>
#include <system_error>

int main() {
  std::array<int, 4> results{};
  gordian::error_group group;
  for (int i = 0; i < 4; ++i)
    group.go([&results, i]() -> std::error_code {
      if (i == 2)
        return std::make_error_code(std::errc::io_error);
      results[i] = i * i;
      return {};
    });
  try {
    group.wait();
  } catch (const std::system_error &error) {
    return error.code() == std::errc::io_error && results[1] + results[3] == 10 ? 0 : 1;
  }
  return 1;
}
