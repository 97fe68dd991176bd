// expect: clean
// flags: -fopenmp
static int a[64], b[64], c[64];
int main(void) {
#pragma omp parallel num_threads(4)
  {
#pragma omp for schedule(static)
    for (int i = 0; i < 64; ++i)
      a[i] = i;
#pragma omp for nowait schedule(static)
    for (int i = 0; i < 64; ++i)
      b[i] = a[63 - i];
#pragma omp barrier
#pragma omp for nowait schedule(static)
    for (int i = 0; i < 64; ++i)
      c[i] = b[63 - i];
#pragma omp for nowait schedule(static)
    for (int i = 0; i < 64; ++i)
      c[i] += 1;
  }
  for (int i = 0; i < 64; ++i)
    if (c[i] != i + 1)
      return 1;
  return 0;
}
