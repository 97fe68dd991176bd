// expect: clean
// flags: -fopenmp
static int a[100], b[101], n[10][10];
int main(void) {
#pragma omp parallel for num_threads(4)
  for (int i = 0; i < 100; ++i)
    a[i] = b[i + 1] + 1;
#pragma omp parallel for num_threads(4) schedule(dynamic, 3)
  for (int i = 0; i < 100; ++i)
    b[i] = a[i];
#pragma omp parallel for num_threads(4) collapse(2) schedule(guided)
  for (int i = 0; i < 10; ++i)
    for (int k = 0; k < 10; ++k)
      n[i][k] = a[i * 10 + k];
#pragma omp parallel for simd num_threads(4)
  for (int i = 0; i < 100; ++i)
    a[i] *= 2;
  return n[9][9] + a[0] < 0;
}
