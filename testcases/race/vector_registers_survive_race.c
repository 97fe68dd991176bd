// expect: data-race shared
// Values that the program holds in the widest registers while a race is reported are still there afterwards.
#include "step.h"
#include "run.h"

#include <immintrin.h>
#include <stdlib.h>

int shared;
volatile double one = 1;

static void *first(void *p) {
  shared = 1; // access A
  step(1);
  return p;
}

__attribute__((target("avx"), noinline)) static int keepsWide(void) {
  __m256d a = _mm256_set_pd(one, one * 2, one * 3, one * 4), b = _mm256_add_pd(a, a);
  shared = 2; // access B
  double sums[4];
  _mm256_storeu_pd(sums, _mm256_add_pd(a, b));
  return sums[0] == 12 && sums[1] == 9 && sums[2] == 6 && sums[3] == 3;
}

__attribute__((noinline)) static int keepsNarrow(void) {
  double a = one * 4, b = a + a;
  shared = 2;
  return a + b == 12;
}

static void *second(void *p) {
  step(2);
  if (!(__builtin_cpu_supports("avx") ? keepsWide() : keepsNarrow()))
    abort();
  return p;
}

int main(void) {
  runBoth(first, second);
  return 0;
}
