// expect: data-race
// flags: -fopenmp
int a[64], b[64];
int main(void) {
#pragma omp parallel num_threads(4)
  {
#pragma omp for nowait schedule(static)
    for (int i = 0; i < 64; ++i)
      a[i] = i; // access A
#pragma omp for schedule(static)
    for (int i = 0; i < 64; ++i)
      b[i] = a[63 - i]; // access B
  }
  return b[0] < 0;
}
