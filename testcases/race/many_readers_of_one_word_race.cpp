// expect: data-race word
// Forty threads have read the word; the main thread is ordered after all of them but the first.
#include "step.h"

#include <mutex>
#include <thread>
#include <vector>

int word = 7;
std::mutex mutex;
int total;

int main() {
  std::vector<std::thread> threads;
  threads.emplace_back([] {
    int copy = word; // access A
    step(1);
    step(4);
    std::lock_guard<std::mutex> lock(mutex);
    total += copy;
  });
  std::vector<std::thread> others;
  for (int i = 0; i < 39; ++i)
    others.emplace_back([] {
      std::lock_guard<std::mutex> lock(mutex);
      total += word;
    });
  for (std::thread &other : others)
    other.join();
  step(2);
  word = 8; // access B
  step(3);
  threads[0].join();
}
