// expect: clean
// A post happens before the wait that it lets through.
#include "run.h"

#include <semaphore.h>

static sem_t full, empty;
int slot;
long sum;

static void *producer(void *p) {
  for (int i = 1; i <= 100; i++) {
    sem_wait(&empty);
    slot = i;
    sem_post(&full);
  }
  return p;
}

static void *consumer(void *p) {
  for (int i = 1; i <= 100; i++) {
    sem_wait(&full);
    sum += slot;
    sem_post(&empty);
  }
  return p;
}

int main(void) {
  sem_init(&full, 0, 0);
  sem_init(&empty, 0, 1);
  runBoth(producer, consumer);
  return sum != 5050;
}
