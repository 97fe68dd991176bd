// Kernel: each thread packs bytes by a dictionary of what came before, and unpacks them: unaligned loads, bytes, table look-ups.
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <thread>
#include <vector>

namespace {

constexpr std::size_t kSize = 1 << 20;
constexpr int kRounds = 10;
using bytes = std::vector<unsigned char>;

std::uint32_t four(const unsigned char *at) {
  std::uint32_t value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

/// Each token: number of literals, the literals, and (but for the last) length and distance of a match.
std::size_t pack(const bytes &in, bytes &out, std::vector<std::uint32_t> &last) {
  std::size_t put = 0, literal = 0, at = 0;
  std::fill(last.begin(), last.end(), 0);
  auto flush = [&](std::size_t end) {
    while (end - literal >= 255) {
      out[put++] = 255;
      for (int i = 0; i < 255; ++i)
        out[put++] = in[literal++];
      out[put++] = 0;
    }
    out[put++] = static_cast<unsigned char>(end - literal);
    while (literal < end)
      out[put++] = in[literal++];
  };
  while (at + 4 < kSize) {
    std::uint32_t &entry = last[four(&in[at]) * 2654435761u >> 18];
    std::size_t from = entry;
    entry = static_cast<std::uint32_t>(at);
    if (from >= at || at - from > 65535 || four(&in[from]) != four(&in[at])) {
      ++at;
      continue;
    }
    flush(at);
    std::size_t length = 4;
    while (length < 255 && at + length < kSize && in[from + length] == in[at + length])
      ++length;
    out[put++] = static_cast<unsigned char>(length);
    out[put++] = static_cast<unsigned char>((at - from) & 255);
    out[put++] = static_cast<unsigned char>((at - from) >> 8);
    at += length;
    literal = at;
  }
  flush(kSize);
  return put;
}

std::uint64_t unpack(const bytes &in, std::size_t size, bytes &out) {
  std::size_t at = 0, put = 0;
  while (at < size) {
    for (unsigned count = in[at++]; count != 0; --count)
      out[put++] = in[at++];
    if (at >= size)
      break;
    unsigned length = in[at++];
    if (length == 0)
      continue;
    std::size_t distance = in[at] | in[at + 1] << 8;
    at += 2;
    for (; length != 0; --length, ++put)
      out[put] = out[put - distance];
  }
  std::uint64_t sum = put;
  for (unsigned char byte : out)
    sum = sum * 31 + byte;
  return sum;
}

void work(unsigned seed, std::uint64_t &sum) {
  bytes text(kSize), packed(2 * kSize), again(kSize);
  for (std::size_t i = 0; i < kSize; ++i) {
    seed = seed * 1664525u + 1013904223u;
    text[i] = i > 300 && seed >> 28 ? text[i - 64 - (i & 128)] : static_cast<unsigned char>(seed >> 24);
  }
  std::vector<std::uint32_t> last(1 << 14);
  for (int round = 0; round < kRounds; ++round)
    sum += unpack(packed, pack(text, packed, last), again);
  if (text != again)
    std::printf("what was unpacked is not what was packed\n");
}

} // namespace

int main() {
  std::uint64_t sums[2] = {};
  std::thread first(work, 1, std::ref(sums[0])), second(work, 2, std::ref(sums[1]));
  first.join();
  second.join();
  std::printf("%llx\n", static_cast<unsigned long long>(sums[0] + sums[1]));
}
