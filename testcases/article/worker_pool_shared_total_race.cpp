// expect: data-race total
// The workers add up in one place, without a lock, instead of sending their results.
#include <gordian/sync.hpp>

int total;

int main() {
  gordian::chan<int> jobs(100);
  gordian::wait_group workers;
  for (int i = 0; i < 2; ++i)
    workers.go([=]() mutable {
      int mine = 0;
      for (int job : jobs)
        mine += job;
      total += mine; // access A
    });
  for (int job = 1; job <= 100; ++job)
    jobs.send(job);
  jobs.close();
  workers.wait();
  return total < 0;
}
