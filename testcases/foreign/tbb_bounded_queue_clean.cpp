// expect: clean
// needs: oneapi/tbb/concurrent_queue.h
// libs: -ltbb
#include <oneapi/tbb/concurrent_queue.h>
#include <thread>
#include <vector>

struct Job {
  int number, state;
};

tbb::concurrent_bounded_queue<Job *> jobs;
tbb::concurrent_bounded_queue<int> turn;
int counter;

int main() {
  jobs.set_capacity(4);
  turn.set_capacity(1);
  std::thread makers[2], users[2];
  for (std::thread &maker : makers)
    maker = std::thread([] {
      for (int i = 0; i < 200; ++i)
        jobs.push(new Job{i, 1});
      jobs.push(nullptr);
    });
  for (std::thread &user : users)
    user = std::thread([] {
      Job *job;
      for (jobs.pop(job); job; jobs.pop(job)) {
        job->state = 2;
        delete job;
      }
      int mine;
      turn.push(1); // of capacity 1: one at a time
      ++counter;
      turn.pop(mine);
    });
  for (std::thread &maker : makers)
    maker.join();
  for (std::thread &user : users)
    user.join();
  return counter != 2;
}
