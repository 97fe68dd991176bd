// expect: clean
// flags: -fopenmp
// Tasks that one thread runs never run at once: what belongs to the thread needs no more than that.
#include <omp.h>
static long by_number[8], in_thread, *through_pointer;
#pragma omp threadprivate(in_thread, through_pointer)
static long total;
int main(void) {
#pragma omp parallel num_threads(4)
  {
    long cell[1] = {0};
    through_pointer = cell;
    in_thread = 0;
#pragma omp barrier
#pragma omp single
    for (int i = 0; i < 100; ++i) {
#pragma omp task
      {
        by_number[omp_get_thread_num()] += 1;
        in_thread += 1;
        through_pointer[0] += 1;
      }
    }
#pragma omp atomic
    total += by_number[omp_get_thread_num()] + in_thread + cell[0];
  }
  return total == 300 ? 0 : 1;
}
