// expect: deadlock jobs
// Nobody closes jobs: the workers wait for one more, and main for the workers.
#include <gordian/sync.hpp>

#include <thread>

int main() {
  gordian::chan<int> jobs(100), results(100);
  gordian::wait_group workers;
  for (unsigned i = 0; i < std::thread::hardware_concurrency(); ++i)
    workers.go([=]() mutable {
      for (int job : jobs)
        results.send(job * job);
    });
  for (int job = 1; job <= 100; ++job)
    jobs.send(job);
  workers.wait();
  results.close();
}
