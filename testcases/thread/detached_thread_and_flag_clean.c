// expect: clean
// A detached thread says by a released flag that it is done.
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

int result;
atomic_int done;

static void *work(void *p) {
  result = 7;
  atomic_store_explicit(&done, 1, memory_order_release);
  return p;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, work, NULL);
  pthread_detach(thread);
  while (!atomic_load_explicit(&done, memory_order_acquire))
    sched_yield();
  return result != 7;
}
