// expect: clean
// A pointer that is sent passes the ownership of what it points to.
#include <gordian/chan.hpp>

#include <thread>

struct Job {
  int input = 0, output = 0;
};

int main() {
  gordian::chan<Job *> jobs, done;
  std::thread worker([=]() mutable {
    for (Job *job : jobs) {
      job->output = job->input * 2;
      done.send(job);
    }
  });
  Job job;
  for (int i = 0; i < 50; ++i) {
    job.input = i;
    jobs.send(&job);
    done.receive();
    if (job.output != 2 * i)
      return 1;
  }
  jobs.close();
  worker.join();
}
