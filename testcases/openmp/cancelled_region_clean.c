// expect: clean
// flags: -fopenmp
#include <stdlib.h>
static int found[4];
int main(void) {
  for (int round = 0; round < 3; ++round) {
#pragma omp parallel num_threads(4)
    {
#pragma omp for
      for (int i = 0; i < 64; ++i) {
        found[i / 16] = i;
#pragma omp cancellation point for
      }
#pragma omp single
      for (int i = 0; i < 8; ++i) {
#pragma omp task firstprivate(i)
        if (i < 4)
          found[i] = i;
      }
    }
  }
  return found[3] == 3 ? 0 : 1;
}
