// expect: clean
// Memory that held a lock and was destroyed or copied over is another lock's when it is initialised again, in any way.
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
struct Shared {
  pthread_mutex_t mutex;
  pthread_cond_t condition;
  pthread_rwlock_t rwlock;
  sem_t semaphore;
  pthread_barrier_t barrier;
};
static const pthread_mutex_t fresh_mutex = PTHREAD_MUTEX_INITIALIZER;
static void make(struct Shared *shared) {
  pthread_mutex_init(&shared->mutex, NULL);
  pthread_cond_init(&shared->condition, NULL);
  pthread_rwlock_init(&shared->rwlock, NULL);
  sem_init(&shared->semaphore, 0, 0);
  pthread_barrier_init(&shared->barrier, NULL, 1);
}
static void use(struct Shared *shared) {
  pthread_mutex_lock(&shared->mutex);
  pthread_cond_signal(&shared->condition);
  pthread_mutex_unlock(&shared->mutex);
  pthread_rwlock_wrlock(&shared->rwlock);
  pthread_rwlock_unlock(&shared->rwlock);
}
static void useCounts(struct Shared *shared) {
  sem_post(&shared->semaphore);
  sem_wait(&shared->semaphore);
  pthread_barrier_wait(&shared->barrier);
}
static void destroy(struct Shared *shared) {
  pthread_mutex_destroy(&shared->mutex);
  pthread_cond_destroy(&shared->condition);
  pthread_rwlock_destroy(&shared->rwlock);
  sem_destroy(&shared->semaphore);
  pthread_barrier_destroy(&shared->barrier);
}
__attribute__((noinline)) static void onTheStack(int is_static) {
  struct Shared shared;
  if (is_static) {
    memset(&shared, 0, sizeof shared); // what static initialisers leave
    use(&shared);
    return;
  }
  make(&shared);
  use(&shared);
  useCounts(&shared);
  destroy(&shared);
}
int main(void) {
  onTheStack(0);
  onTheStack(1);
  struct Shared *shared = malloc(sizeof *shared), *moved = malloc(sizeof *moved);
  for (int i = 0; i < 2; ++i) {
    make(shared);
    use(shared);
    useCounts(shared);
    destroy(shared);
  }
  make(shared);
  memcpy(moved, shared, sizeof *moved); // the numbers of a template; its locks are made anew
  make(moved);
  use(moved);
  useCounts(moved);
  memcpy(&moved->mutex, &fresh_mutex, sizeof fresh_mutex);
  moved->condition = (pthread_cond_t)PTHREAD_COND_INITIALIZER;
  moved->rwlock = (pthread_rwlock_t)PTHREAD_RWLOCK_INITIALIZER;
  use(moved);
  sem_t *named = sem_open("/gordian-objects-begun-anew", 0100, 0600, 1);
  if (named != SEM_FAILED) {
    sem_unlink("/gordian-objects-begun-anew");
    sem_wait(named);
    sem_post(named);
    sem_close(named);
  }
  sem_t *shared_semaphore = malloc(sizeof *shared_semaphore);
  sem_init(shared_semaphore, 1, 0);
  sem_post(shared_semaphore);
  sem_wait(shared_semaphore);
  destroy(shared);
  destroy(moved);
  free(shared);
  free(moved);
  return 0;
}
