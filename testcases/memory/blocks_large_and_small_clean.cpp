// expect: clean
// Many sizes allocated and freed by many threads: blocks that change hands through the allocator.
#include <thread>
#include <vector>

void churn(unsigned seed) {
  std::vector<std::vector<char>> blocks(16);
  for (int i = 0; i < 2000; ++i) {
    seed = seed * 1664525 + 1013904223;
    std::vector<char> block(1 + (seed >> 8) % (i % 100 == 0 ? 300000 : 2000), 'x');
    blocks[seed >> 28].swap(block);
  }
}

int main() {
  std::thread first(churn, 1), second(churn, 2), third(churn, 3);
  first.join();
  second.join();
  third.join();
}
