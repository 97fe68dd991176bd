// expect: data-race a
// flags: -fopenmp
int a[42];
int main(void) {
#pragma omp parallel for ordered(1) num_threads(3) schedule(static, 1)
  for (int i = 2; i < 42; ++i) {
#pragma omp ordered depend(sink : i - 2)
    a[i] = a[i - 1] + 1; // access A
#pragma omp ordered depend(source)
  }
  return 0;
}
