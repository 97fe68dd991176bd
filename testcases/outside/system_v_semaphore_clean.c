// expect: clean
// semop hands over: a raise happens before the lowering that it lets through.
#include <pthread.h>
#include <sys/ipc.h>
#include <sys/sem.h>

int data, set;

static void *giver(void *p) {
  struct sembuf raise_it = {.sem_op = 1};
  data = 1;
  semop(set, &raise_it, 1);
  return p;
}

int main(void) {
  set = semget(IPC_PRIVATE, 1, 0600);
  pthread_t thread;
  pthread_create(&thread, NULL, giver, NULL);
  struct sembuf lower = {.sem_op = -1};
  if (semop(set, &lower, 1) != 0)
    return 1;
  int seen = data;
  pthread_join(thread, NULL);
  semctl(set, 0, IPC_RMID);
  return seen != 1;
}
