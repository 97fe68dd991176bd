// expect: clean
// flags: -fopenmp
// One thread runs task after task at the same depth of its stack.
#include <numeric>
#include <vector>
static void work(std::vector<int> &values, int depth) {
  int local[32];
  std::iota(local, local + 32, depth);
  values.push_back(std::accumulate(local, local + 32, 0));
  if (depth > 0)
    work(values, depth - 1);
}
int main() {
  std::vector<std::vector<int>> results(200);
#pragma omp parallel num_threads(3)
#pragma omp single
  for (int i = 0; i < 200; ++i) {
#pragma omp task shared(results) firstprivate(i)
    work(results[i], i % 20);
  }
  return results[7].size() == 8 ? 0 : 1;
}
