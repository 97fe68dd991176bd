// expect: clean
// Code that speaks to ThreadSanitizer is understood.
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
static int word, count, data;
static void lock(void) {
  __tsan_mutex_pre_lock(&word, 0);
  while (__atomic_exchange_n(&word, 1, __ATOMIC_RELAXED))
    ;
  __tsan_mutex_post_lock(&word, 0, 0);
}
static void unlock(void) {
  __tsan_mutex_pre_unlock(&word, 0);
  __atomic_store_n(&word, 0, __ATOMIC_RELAXED);
  __tsan_mutex_post_unlock(&word, 0);
}
static void *first(void *p) {
  data = 1;
  __tsan_release(&data);
  step(1);
  for (int i = 0; i < 50; ++i) {
    lock();
    count += 1;
    unlock();
  }
  return p;
}
static void *second(void *p) {
  for (int i = 0; i < 50; ++i) {
    lock();
    count += 1;
    unlock();
  }
  step(2);
  __tsan_acquire(&data);
  data += 1;
  return p;
}
int main(void) {
  __tsan_mutex_create(&word, 0);
  runBoth(first, second);
  __tsan_mutex_destroy(&word, 0);
  return count == 100 ? 0 : 1;
}
