// expect: clean
// flags: -fopenmp -fopenmp-version=51
static int left, right, once, first, copied[4];
int main(void) {
#pragma omp parallel num_threads(4)
  {
    int token = 0;
#pragma omp sections
    {
#pragma omp section
      left = 1;
#pragma omp section
      right = 2;
    }
#pragma omp single
    once = left + right;
#pragma omp single copyprivate(token)
    token = once + 1;
#pragma omp masked
    first = once + token;
#pragma omp barrier
    if (first != 7)
      __builtin_trap();
  }
  return 0;
}
