// expect: deadlock
// Each of two threads waits for the other's end. (glibc refuses the second join: it is asked through a third thread.)
#include "step.h"

#include <pthread.h>

pthread_t one, two, three;

static void *joins(void *p) {
  step(p == &one ? 1 : p == &two ? 2 : 3);
  pause_ms(50);
  pthread_join(p == &one ? two : p == &two ? three : one, NULL);
  return p;
}

int main(void) {
  pthread_mutex_t never = PTHREAD_MUTEX_INITIALIZER;
  pthread_create(&one, NULL, joins, &one);
  pthread_create(&two, NULL, joins, &two);
  pthread_create(&three, NULL, joins, &three);
  pthread_mutex_lock(&never);
  pthread_mutex_lock(&never);
  return 0;
}
