// Kernel: LU factorisation of a matrix of doubles in blocks of rows by two threads: vectorised loops over long rows.
#include <barrier>
#include <cstdio>
#include <thread>
#include <vector>

namespace {

constexpr int kSide = 900, kThreads = 2;
std::vector<double> matrix(kSide *kSide);

double *row(int y) { return matrix.data() + y * kSide; }

void work(int me, std::barrier<> &barrier) {
  for (int step = 0; step < kSide; ++step) {
    const double *pivot = row(step);
    for (int y = step + 1; y < kSide; ++y) {
      if (y % kThreads != me)
        continue;
      double *mine = row(y);
      const double factor = mine[step] / pivot[step];
      mine[step] = factor;
      for (int x = step + 1; x < kSide; ++x)
        mine[x] -= factor * pivot[x];
    }
    barrier.arrive_and_wait();
  }
}

} // namespace

int main() {
  unsigned seed = 1;
  for (int y = 0; y < kSide; ++y)
    for (int x = 0; x < kSide; ++x) {
      seed = seed * 1664525u + 1013904223u;
      row(y)[x] = (seed >> 16) % 100 + (x == y ? 50.0 * kSide : 0);
    }
  std::barrier barrier(kThreads);
  std::thread first(work, 0, std::ref(barrier)), second(work, 1, std::ref(barrier));
  first.join();
  second.join();
  double trace = 0;
  for (int i = 0; i < kSide; ++i)
    trace += row(i)[i];
  std::printf("%.3f\n", trace);
}
