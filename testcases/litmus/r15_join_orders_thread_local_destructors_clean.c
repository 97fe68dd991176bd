// expect: clean
// R15: a join returns after the destructors of thread-specific data have run.
#include "run.h"

int closed;
static pthread_key_t key;

static void closeIt(void *p) {
  (void)p;
  closed = 1;
}

static void *work(void *p) {
  pthread_setspecific(key, &closed);
  return p;
}

int main(void) {
  pthread_t thread;
  pthread_key_create(&key, closeIt);
  pthread_create(&thread, NULL, work, NULL);
  pthread_join(thread, NULL);
  return closed != 1;
}
