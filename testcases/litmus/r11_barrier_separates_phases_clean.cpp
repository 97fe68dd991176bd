// expect: clean
// R11: std::barrier: the completion function runs after all have arrived and before any goes on.
#include <barrier>
#include <thread>
#include <vector>

int cells[3], sum;

void add() noexcept {
  for (int cell : cells)
    sum += cell;
}

int main() {
  std::barrier barrier(3, add);
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i)
    threads.emplace_back([i, &barrier] {
      for (int round = 0; round < 3; ++round) {
        cells[i] = round;
        barrier.arrive_and_wait();
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  return sum != 9;
}
