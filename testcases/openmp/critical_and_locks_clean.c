// expect: clean
// flags: -fopenmp
#include <omp.h>
static int a, b, c, d;
int main(void) {
  omp_lock_t lock;
  omp_nest_lock_t nest;
  omp_init_lock(&lock);
  omp_init_nest_lock(&nest);
#pragma omp parallel num_threads(4)
  for (int i = 0; i < 25; ++i) {
#pragma omp critical
    a += 1;
#pragma omp critical(named)
    b += 1;
    omp_set_lock(&lock);
    c += 1;
    omp_unset_lock(&lock);
    omp_set_nest_lock(&nest);
    omp_set_nest_lock(&nest);
    d += 1;
    omp_unset_nest_lock(&nest);
    d += 1;
    omp_unset_nest_lock(&nest);
    if (omp_test_lock(&lock)) {
      c += 1;
      c -= 1;
      omp_unset_lock(&lock);
    }
  }
  omp_destroy_lock(&lock);
  omp_destroy_nest_lock(&nest);
  return a == 100 && b == 100 && c == 100 && d == 200 ? 0 : 1;
}
