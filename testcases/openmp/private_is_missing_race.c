// expect: data-race
// flags: -fopenmp
// modes: O0
int main(void) {
  int a[64], i, square;
#pragma omp parallel for num_threads(4)
  for (i = 0; i < 64; ++i) {
    square = i * i;    // access A
    a[i] = square + 1; // access A
  }
  return a[3] == 10 ? 0 : 0;
}
