// Kernel: each thread sorts strings: the memory functions of libc, allocation, comparison by calls that inline.
#include <algorithm>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

namespace {

void work(unsigned seed, std::size_t &length) {
  std::vector<std::string> words;
  for (int i = 0; i < 60000; ++i) {
    seed = seed * 1664525u + 1013904223u;
    words.push_back("a common beginning of some length " + std::to_string(seed));
  }
  std::sort(words.begin(), words.end());
  length = words.front().size() + words.back().size();
}

} // namespace

int main() {
  std::size_t lengths[2];
  std::thread first(work, 1, std::ref(lengths[0])), second(work, 2, std::ref(lengths[1]));
  first.join();
  second.join();
  std::printf("%zu\n", lengths[0] + lengths[1]);
}
