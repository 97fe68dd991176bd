// expect: clean
// Atomic operations of two sizes on the same bytes hand over what each of the messages that they read has published.
#include <stdint.h>
#include "run.h"
static union {
  uint64_t whole;
  uint32_t half[2];
} word, wide;
int first_data, second_data, third_data;
static void *publishesHalves(void *p) {
  first_data = 1;
  __atomic_store_n(&word.half[0], 1, __ATOMIC_RELEASE);
  second_data = 1;
  __atomic_store_n(&word.half[1], 1, __ATOMIC_RELEASE);
  third_data = 1;
  __atomic_store_n(&wide.whole, (uint64_t)1 << 32, __ATOMIC_RELEASE);
  return p;
}
static void *readsTheWhole(void *p) {
  while (__atomic_load_n(&word.whole, __ATOMIC_ACQUIRE) != ((uint64_t)1 << 32 | 1)) {
  }
  first_data += second_data;
  while (!__atomic_load_n(&wide.half[1], __ATOMIC_ACQUIRE)) {
  }
  third_data = 2;
  return p;
}
int main(void) {
  runBoth(publishesHalves, readsTheWhole);
  return 0;
}
