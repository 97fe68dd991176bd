// Threads that exist only as clocks: unit tests move them in any order from one kernel thread.
#ifndef GORDIAN_TESTING_SIMULATED_H
#define GORDIAN_TESTING_SIMULATED_H

#include "race/shadow.h"
#include "thread.h"

#include <vector>

namespace gordian::testing {

/// Makes shadow and the main thread; once for the test program.
void startOnce();

/// `thread_count` threads made by main, with nothing ordered between them. They are joined at the end, so that their
/// slots are used again by the next simulation.
class Simulation {
 public:
  explicit Simulation(unsigned thread_count);
  ~Simulation();
  Thread &operator[](unsigned index) { return *threads_[index]; }
  unsigned size() const { return static_cast<unsigned>(threads_.size()); }

  /// Does `body` as if `thread` were the running one.
  template <class Body> static void run(Thread &thread, Body body) {
    Thread *outer = current_thread;
    current_thread = &thread;
    body();
    current_thread = outer;
  }

 private:
  Thread *main_;
  std::vector<Thread *> threads_;
};

}  // namespace gordian::testing

#endif
