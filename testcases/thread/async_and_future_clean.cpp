// expect: clean
// future::get comes after everything that the task did.
#include <future>
#include <numeric>
#include <vector>

int main() {
  std::vector<int> numbers(1000);
  auto filled = std::async(std::launch::async, [&] { std::iota(numbers.begin(), numbers.end(), 0); });
  filled.get();
  std::vector<std::future<long>> parts;
  for (int part = 0; part < 4; ++part)
    parts.push_back(std::async(std::launch::async, [&numbers, part] {
      return std::accumulate(numbers.begin() + part * 250, numbers.begin() + part * 250 + 250, 0L);
    }));
  long sum = 0;
  for (auto &part : parts)
    sum += part.get();
  return sum != 999 * 500;
}
