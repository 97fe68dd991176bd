// expect: leaked-thread
// modes: O2
// Workers range over jobs that nobody closes.
#include <gordian/chan.hpp>

int main() {
  gordian::chan<int> jobs, results;
  for (int worker = 0; worker < 3; ++worker)
    gordian::go([=]() mutable {
      for (int job : jobs)
        results.send(job * job);
    });
  for (int i = 0; i < 3; ++i) {
    jobs.send(i);
    results.receive();
  }
#ifdef MENDED
  jobs.close();
#endif
}
