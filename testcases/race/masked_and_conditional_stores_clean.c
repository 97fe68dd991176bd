// expect: clean
// flags: -mavx2 -O3
// Each thread stores where its own mask says so; vector code with masks must not report the lanes left out.
#include "run.h"

#include <immintrin.h>

int cells[8] __attribute__((aligned(32)));

static void *even(void *p) {
  __m256i mask = _mm256_setr_epi32(-1, 0, -1, 0, -1, 0, -1, 0);
  _mm256_maskstore_epi32(cells, mask, _mm256_set1_epi32(1));
  return p;
}

static void *odd(void *p) {
  __m256i mask = _mm256_setr_epi32(0, -1, 0, -1, 0, -1, 0, -1);
  _mm256_maskstore_epi32(cells, mask, _mm256_set1_epi32(2));
  return p;
}

int main(void) {
  runBoth(even, odd);
  return cells[1] != 2;
}
