// Kernel: numbers pass through three stages of channels, as in the article's pipeline.
#include <cstdio>
#include <gordian/chan.hpp>

namespace {

constexpr int kItems = 60000;

gordian::chan<long> numbers() {
  gordian::chan<long> out(16);
  gordian::go([out]() mutable {
    for (long i = 0; i < kItems; ++i)
      out.send(i);
    out.close();
  });
  return out;
}

gordian::chan<long> doubled(gordian::chan<long> in) {
  gordian::chan<long> out(16);
  gordian::go([in, out]() mutable {
    for (long value : in)
      out.send(2 * value);
    out.close();
  });
  return out;
}

} // namespace

int main() {
  long sum = 0;
  for (long value : doubled(doubled(numbers())))
    sum += value;
  std::printf("%ld\n", sum);
}
