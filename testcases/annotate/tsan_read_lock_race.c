// expect: data-race count
#include "run.h"
#include "step.h"
void __tsan_acquire(void *);
void __tsan_release(void *);
void __tsan_mutex_create(void *, unsigned);
void __tsan_mutex_destroy(void *, unsigned);
void __tsan_mutex_pre_lock(void *, unsigned);
void __tsan_mutex_post_lock(void *, unsigned, int);
int __tsan_mutex_pre_unlock(void *, unsigned);
void __tsan_mutex_post_unlock(void *, unsigned);
enum { kReadLock = 1 << 3 };
int word, count;
static void adds(void) {
  __tsan_mutex_pre_lock(&word, kReadLock);
  __tsan_mutex_post_lock(&word, kReadLock, 0);
  count += 1; // access A
  __tsan_mutex_pre_unlock(&word, kReadLock);
  __tsan_mutex_post_unlock(&word, kReadLock);
}
static void *first(void *p) {
  step(1);
  adds();
  step(2);
  return p;
}
static void *second(void *p) {
  step(3);
  adds();
  return p;
}
int main(void) {
  __tsan_mutex_create(&word, 0);
  runBoth(first, second);
  return 0;
}
