// expect: data-race
// flags: -fopenmp
int scratch;
static int fib(int n) {
  if (n < 2)
    return n;

  int left = 0, right = 0;
#pragma omp task shared(left) firstprivate(n)
  left = fib(n - 1);
#pragma omp task shared(right) firstprivate(n)
  right = fib(n - 2);
  scratch = n;
#pragma omp taskwait
  return left + right;
}
int main(void) {
  int result = 0;
#pragma omp parallel num_threads(4)
#pragma omp single
  result = fib(8);
  return result < 0;
}
