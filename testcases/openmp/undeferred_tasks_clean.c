// expect: clean
// flags: -fopenmp
static int depth(int n) {
  int below = 0;
  if (n == 0)
    return 0;
#pragma omp task shared(below) final(n < 4) mergeable
  below = depth(n - 1);
#pragma omp taskwait
  return below + 1;
}
int main(void) {
  int value = 0, result = 0;
#pragma omp parallel num_threads(2)
#pragma omp single
  {
#pragma omp task shared(value) if (0)
    value = 1;
    value += 1;
    result = depth(8);
  }
  return value == 2 && result == 8 ? 0 : 1;
}
