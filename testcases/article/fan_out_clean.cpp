// expect: clean
// Several threads take from one channel: each message goes to exactly one of them, each result to a place of its own.
#include <gordian/sync.hpp>

#include <array>
#include <numeric>

int main() {
  gordian::chan<int> work;
  std::array<int, 100> squares{};
  gordian::wait_group takers;
  for (int i = 0; i < 4; ++i)
    takers.go([&squares, work]() mutable {
      for (int each : work)
        squares[each] = each * each;
    });
  for (int i = 0; i < 100; ++i)
    work.send(i);
  work.close();
  takers.wait();
  return std::accumulate(squares.begin(), squares.end(), 0) == 328350 ? 0 : 1;
}
