// expect: clean
// flags: -fopenmp
// Chunks and single parts that share nothing but what belongs to the thread that runs them.
#include <omp.h>
#include <stdlib.h>

int total, sums[8], numbered[2][16], out[64];

static void bump(int *p) {
  for (int i = 0; i < 8; i++)
    p[i]++;
}

static void on_the_stack(void) {
#pragma omp parallel num_threads(2)
  {
    int mine[8] = {0};
#pragma omp for schedule(dynamic)
    for (int i = 0; i < 64; i++) {
      int fresh[8] = {0};
      bump(mine);
      bump(fresh);
      out[i] = fresh[0];
    }
#pragma omp critical
    for (int i = 0; i < 8; i++)
      sums[i] += mine[i];
#pragma omp barrier
#pragma omp single
    total = sums[0];
  }
}

static void in_the_heap(void) {
#pragma omp parallel num_threads(2)
  {
    int *mine = calloc(8, sizeof *mine), *grows = 0, count = 0;
#pragma omp for schedule(guided)
    for (int i = 0; i < 64; i++)
      bump(mine);
#pragma omp critical
    total += mine[0];
    free(mine);
#pragma omp barrier
#pragma omp for schedule(dynamic)
    for (int i = 0; i < 32; i++) {
      grows = realloc(grows, (size_t)(count + 1) * sizeof *grows);
      grows[count++] = i;
    }
    free(grows);
  }
#pragma omp parallel num_threads(2)
  {
    int *grows = 0, count = 0;
#pragma omp for schedule(dynamic)
    for (int i = 0; i < 32; i++) {
      grows = realloc(grows, (size_t)(count + 1) * sizeof *grows);
      grows[count++] = i;
    }
    free(grows);
  }
}

static void by_number(void) {
#pragma omp parallel num_threads(2)
  {
#pragma omp for schedule(dynamic)
    for (int i = 0; i < 64; i++)
      numbered[omp_get_thread_num()][i % 16]++;
  }
#pragma omp parallel num_threads(2)
  {
    int me = omp_get_thread_num();
    numbered[me][0] = me;
#pragma omp single
    numbered[me][0]++;
  }
}

static void in_order(void) {
#pragma omp parallel num_threads(2)
  for (int round = 0; round < 4; round++) {
#pragma omp for schedule(dynamic) ordered
    for (int i = 0; i < 16; i++) {
      out[i] += round;
#pragma omp ordered
      total += i;
    }
#pragma omp single
    {
#pragma omp task
      total += out[3];
#pragma omp taskwait
      total++;
    }
  }
}

int main(void) {
  on_the_stack();
  in_the_heap();
  by_number();
  in_order();
  return 0;
}
