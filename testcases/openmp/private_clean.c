// expect: clean
// flags: -fopenmp
int main(void) {
  int a[64], i, square, start = 7, last = 0;
#pragma omp parallel for num_threads(4) private(square) firstprivate(start) lastprivate(last)
  for (i = 0; i < 64; ++i) {
    square = i * i;
    start += 1;
    a[i] = square + 1;
    last = i;
  }
  return a[3] == 10 && last == 63 && start == 7 ? 0 : 1;
}
