// Kernel: each thread sorts strings: the memory functions of libc, allocation, comparison by calls that inline.
#include <algorithm>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

namespace {

void work(unsigned seed, std::size_t &sum) {
  std::vector<std::string> words;
  for (int i = 0; i < 60000; ++i) {
    seed = seed * 1664525u + 1013904223u;
    words.push_back("a common beginning of some length " + std::to_string(seed));
  }
  std::sort(words.begin(), words.end());
  for (std::size_t i = 0; i < words.size(); ++i)
    sum += i * static_cast<unsigned char>(words[i].back());
}

} // namespace

int main() {
  std::size_t sums[2] = {};
  std::thread first(work, 1, std::ref(sums[0])), second(work, 2, std::ref(sums[1]));
  first.join();
  second.join();
  std::printf("%zu\n", sums[0] + sums[1]);
}
