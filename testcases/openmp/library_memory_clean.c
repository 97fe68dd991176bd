// expect: clean
// flags: -fopenmp
#include <omp.h>
int main(void) {
  long total = 0;
#pragma omp parallel num_threads(4) reduction(+ : total)
  for (int round = 0; round < 50; ++round) {
    long *block = omp_alloc(64 * sizeof(long), omp_default_mem_alloc);
    for (int i = 0; i < 64; ++i)
      block[i] = i;
    total += block[63];
    omp_free(block, omp_default_mem_alloc);
  }
  return total == 4 * 50 * 63 ? 0 : 1;
}
