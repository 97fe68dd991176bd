// expect: clean
// flags: -fopenmp
#include <omp.h>
static int cells[4][16];
int main(void) {
  omp_set_max_active_levels(2);
  int sum = 0;
#pragma omp parallel num_threads(3) reduction(+ : sum)
  {
    int *mine = cells[omp_get_thread_num()];
#pragma omp parallel for num_threads(2)
    for (int i = 0; i < 16; ++i)
      mine[i] = i;
#pragma omp parallel for num_threads(2) reduction(+ : sum)
    for (int i = 0; i < 16; ++i)
      sum += mine[15 - i];
  }
  return sum == 360 ? 0 : 1;
}
