// Kernel: each thread builds and walks binary trees of its own: pointers, small allocations, recursion, no sharing.
#include <cstdio>
#include <memory>
#include <thread>
#include <vector>

namespace {

struct node {
  std::unique_ptr<node> left, right;
};

std::unique_ptr<node> grow(int depth) {
  auto made = std::make_unique<node>();
  if (depth > 0) {
    made->left = grow(depth - 1);
    made->right = grow(depth - 1);
  }
  return made;
}

long count(const node *tree) { return tree ? 1 + count(tree->left.get()) + count(tree->right.get()) : 0; }

void work(long &total) {
  for (int i = 0; i < 150; ++i)
    total += count(grow(13).get());
}

} // namespace

int main() {
  long totals[2] = {};
  std::thread first(work, std::ref(totals[0])), second(work, std::ref(totals[1]));
  first.join();
  second.join();
  std::printf("%ld\n", totals[0] + totals[1]);
}
