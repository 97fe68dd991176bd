// expect: leaked-thread answers
// modes: O2
// The handle of the channel that the asker has is the last one: nobody can ever send. Main computes without a pause until
// that has been said, so it is said while main runs.
#include <gordian/chan.hpp>

#include <cstdint>
#include <thread>

extern "C" uint64_t __gordian_finding_count(void);

void ask(gordian::chan<int> answers) {
  gordian::go([answers]() mutable { answers.receive(); });
}

int main() {
  std::thread([] { ask(gordian::chan<int>()); }).join();
  while (__gordian_finding_count() == 0) {
  }
}
