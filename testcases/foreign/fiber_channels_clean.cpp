// expect: clean
// needs: boost/fiber/buffered_channel.hpp
// libs: -lboost_fiber -lboost_context
#include <boost/fiber/all.hpp>
#include <thread>

using boost::fibers::channel_op_status;
boost::fibers::buffered_channel<int *> jobs(4);
boost::fibers::unbuffered_channel<int *> answers;
int numbers[50];

int main() {
  std::thread worker([] {
    int *job;
    while (jobs.pop(job) == channel_op_status::success) {
      *job += 1;
      answers.push(job);
    }
    answers.close();
  });
  std::thread asker([] {
    for (int i = 0; i < 50; ++i) {
      numbers[i] = i;
      jobs.push(&numbers[i]);
    }
    jobs.close();
  });
  int sum = 0;
  for (int *answer : answers)
    sum += *answer;
  worker.join();
  asker.join();
  return sum != 1275;
}
