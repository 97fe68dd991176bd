// expect: data-race stop
// R16: volatile sig_atomic_t is for one thread and its own handler; between threads it is a plain variable.
#include "step.h"

#include <csignal>
#include <pthread.h>
#include <thread>

volatile std::sig_atomic_t stop;

extern "C" void onSignal(int) {
  stop = 1; // access A
  step(3);
}

int main() {
  std::signal(SIGUSR1, onSignal);
  std::thread thread([] {
    step(1);
    step(4);
  });
  step(2);
  pthread_kill(thread.native_handle(), SIGUSR1);
  step(5);
  stop = 2; // access B
  thread.join();
}
