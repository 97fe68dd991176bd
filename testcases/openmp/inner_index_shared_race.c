// expect: data-race k
// flags: -fopenmp
// modes: O0
// The index of the inner loop is shared.
int n[20][20];
int k;
int main(void) {
#pragma omp parallel for num_threads(2)
  for (int i = 0; i < 20; ++i)
    for (k = 0; k < 20; ++k)
      n[i][k] += 1;
  return 0;
}
