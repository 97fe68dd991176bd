// expect: data-race
// flags: -fopenmp
#include <omp.h>
int cells[16];
int main(void) {
  omp_set_max_active_levels(2);
#pragma omp parallel num_threads(2)
  {
#pragma omp parallel for num_threads(2)
    for (int i = 0; i < 16; ++i)
      cells[i] += 1; // access A
  }
  return 0;
}
