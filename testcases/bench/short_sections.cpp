// Kernel: bodies in cells, each with its own lock held for a few additions: many short critical sections, as in n-body codes.
#include <cstdio>
#include <mutex>
#include <thread>
#include <vector>

namespace {

struct body {
  std::mutex mutex;
  double force[3] = {};
  double mass = 1;
};

constexpr int kBodies = 2048, kThreads = 2, kSteps = 4000000;
std::vector<body> bodies(kBodies);

void work(unsigned seed) {
  for (int i = 0; i < kSteps; ++i) {
    seed = seed * 1664525u + 1013904223u;
    body &one = bodies[seed >> 21];
    std::lock_guard lock(one.mutex);
    for (double &part : one.force)
      part += one.mass;
  }
}

} // namespace

int main() {
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t)
    threads.emplace_back(work, t + 1);
  for (std::thread &thread : threads)
    thread.join();
  double sum = 0;
  for (const body &each : bodies)
    sum += each.force[0] + each.force[1] + each.force[2];
  std::printf("%.0f\n", sum);
}
