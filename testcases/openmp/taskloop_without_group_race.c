// expect: data-race
// flags: -fopenmp
int b[64];
int main(void) {
#pragma omp parallel num_threads(2)
#pragma omp single
  {
#pragma omp taskloop num_tasks(4) nogroup
    for (int i = 0; i < 64; ++i)
      b[i] = i; // access A
    b[60] = 1; // access B
  }
  return 0;
}
