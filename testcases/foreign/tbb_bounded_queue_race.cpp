// expect: data-race job
// needs: oneapi/tbb/concurrent_queue.h
// libs: -ltbb
// The job is still changed after it was sent; that both threads then touch the queue again orders nothing.
#include <oneapi/tbb/concurrent_queue.h>
#include <thread>
#include "step.h"

tbb::concurrent_bounded_queue<int *> jobs, others;
int job;

int main() {
  jobs.set_capacity(8);
  std::thread sender([] {
    jobs.push(&job);
    job = 1; // access A
    int *none;
    jobs.try_pop(none);
    jobs.push(&job);
    step(1);
  });
  step(2);
  int *mine = nullptr;
  jobs.try_push(nullptr);
  job = 2; // access B
  jobs.pop(mine);
  sender.join();
  return mine != &job;
}
