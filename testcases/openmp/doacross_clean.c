// expect: clean
// flags: -fopenmp
// Each iteration waits for those that it depends on.
static int a[40], n[12][12];
int main(void) {
  a[0] = 1;
#pragma omp parallel for ordered(1) num_threads(4) schedule(static, 1)
  for (int i = 1; i < 40; ++i) {
#pragma omp ordered depend(sink : i - 1)
    a[i] = a[i - 1] + 1;
#pragma omp ordered depend(source)
  }
#pragma omp parallel num_threads(3)
  {
#pragma omp for ordered(2) schedule(static, 1)
    for (int i = 1; i < 12; ++i)
      for (int k = 1; k < 12; ++k) {
#pragma omp ordered depend(sink : i - 1, k) depend(sink : i, k - 1)
        n[i][k] = n[i - 1][k] + n[i][k - 1] + 1;
#pragma omp ordered depend(source)
      }
  }
  return a[39] == 40 && n[1][1] == 1 ? 0 : 1;
}
