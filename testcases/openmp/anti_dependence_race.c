// expect: data-race a
// flags: -fopenmp
int a[101];
int main(void) {
#pragma omp parallel for num_threads(4) schedule(static, 1)
  for (int i = 0; i < 100; ++i)
    a[i] = a[i + 1] + 1; // access A
  return 0;
}
