// expect: clean
// One worker per processor takes jobs until there are no more; the results are closed when all workers are done.
#include <gordian/sync.hpp>

#include <thread>

struct result {
  int job, square;
};

int main() {
  gordian::chan<int> jobs(100);
  gordian::chan<result> results(100);
  gordian::wait_group workers;
  for (unsigned i = 0; i < std::thread::hardware_concurrency(); ++i)
    workers.go([=]() mutable {
      for (int job : jobs)
        results.send({job, job * job});
    });
  for (int job = 1; job <= 100; ++job)
    jobs.send(job);
  jobs.close();
  workers.wait();
  results.close();

  int sum = 0;
  for (const result &each : results)
    sum += each.square;
  return sum == 338350 ? 0 : 1;
}
