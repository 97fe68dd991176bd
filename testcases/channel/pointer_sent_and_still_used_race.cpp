// expect: data-race input
// Who goes on using what was sent races with the receiver.
#include "step.h"

#include <gordian/chan.hpp>

#include <thread>

struct Job {
  int input = 0, output = 0;
};

Job job;

int main() {
  gordian::chan<Job *> jobs;
  std::thread worker([=]() mutable {
    Job *mine = *jobs.receive();
    mine->output = mine->input; // access A
    step(1);
  });
  jobs.send(&job);
  step(2);
  job.input = 2; // access B
  worker.join();
}
