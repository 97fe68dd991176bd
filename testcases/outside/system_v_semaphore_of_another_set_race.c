// expect: data-race data
// Lowering a semaphore of one set says nothing about who raised that of another.
#include "step.h"

#include <pthread.h>
#include <sys/ipc.h>
#include <sys/sem.h>

int data, sets[2];

static void *giver(void *p) {
  struct sembuf raise_it = {.sem_op = 1};
  data = 1; // access A
  semop(sets[0], &raise_it, 1);
  step(1);
  return p;
}

int main(void) {
  sets[0] = semget(IPC_PRIVATE, 1, 0600);
  sets[1] = semget(IPC_PRIVATE, 1, 0600);
  semctl(sets[1], 0, SETVAL, 1);
  pthread_t thread;
  pthread_create(&thread, NULL, giver, NULL);
  step(2);
  struct sembuf lower = {.sem_op = -1};
  semop(sets[1], &lower, 1);
  data = 2; // access B
  pthread_join(thread, NULL);
  semctl(sets[0], 0, IPC_RMID);
  semctl(sets[1], 0, IPC_RMID);
  return 0;
}
