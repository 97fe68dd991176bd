// Kernel: a five-point stencil over a grid, halves in two threads, a barrier between the sweeps: long loops of plain reads.
#include <barrier>
#include <cstdio>
#include <thread>
#include <vector>

namespace {

constexpr int kSide = 512, kSweeps = 1000;
std::vector<float> grids[2] = {std::vector<float>(kSide *kSide, 1.0f), std::vector<float>(kSide *kSide, 1.0f)};

void work(int begin, int end, std::barrier<> &barrier) {
  for (int sweep = 0; sweep < kSweeps; ++sweep) {
    const float *from = grids[sweep % 2].data();
    float *to = grids[1 - sweep % 2].data();
    for (int y = begin; y < end; ++y)
      for (int x = 1; x < kSide - 1; ++x) {
        int i = y * kSide + x;
        to[i] = 0.2f * (from[i] + from[i - 1] + from[i + 1] + from[i - kSide] + from[i + kSide]) + 0.01f;
      }
    barrier.arrive_and_wait();
  }
}

} // namespace

int main() {
  for (int i = 0; i < kSide * kSide; ++i)
    grids[0][i] = grids[1][i] = static_cast<float>(i % kSide % 7 + i / kSide % 5);
  std::barrier barrier(2);
  std::thread upper(work, 1, kSide / 2, std::ref(barrier)), lower(work, kSide / 2, kSide - 1, std::ref(barrier));
  upper.join();
  lower.join();
  double sum = 0;
  for (float value : grids[0])
    sum += static_cast<double>(value);
  std::printf("%.3f\n", sum);
}
