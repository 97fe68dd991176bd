// Kernel: prefix sums in rounds with pthread_barrier_wait between them; many short phases.
#include <cstdio>
#include <pthread.h>
#include <thread>
#include <vector>

namespace {

constexpr int kCells = 16384, kRounds = 4000;
unsigned cells[2][kCells];
pthread_barrier_t barrier;

void work(int begin, int end) {
  for (int round = 0; round < kRounds; ++round) {
    const unsigned *from = cells[round % 2];
    unsigned *to = cells[1 - round % 2];
    int distance = 1 << (round % 14);
    for (int i = begin; i < end; ++i)
      to[i] = i >= distance ? from[i] + from[i - distance] : from[i];
    pthread_barrier_wait(&barrier);
  }
}

} // namespace

int main() {
  pthread_barrier_init(&barrier, nullptr, 2);
  for (unsigned &cell : cells[0])
    cell = 1;
  std::thread lower(work, 0, kCells / 2), upper(work, kCells / 2, kCells);
  lower.join();
  upper.join();
  std::printf("%u\n", cells[0][kCells - 1]);
}
