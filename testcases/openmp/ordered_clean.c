// expect: clean
// flags: -fopenmp
static int last, list[64];
int main(void) {
#pragma omp parallel for ordered num_threads(4) schedule(static, 1)
  for (int i = 0; i < 64; ++i) {
    int square = i * i;
#pragma omp ordered
    list[last++] = square;
  }
  for (int i = 0; i < 64; ++i)
    if (list[i] != i * i)
      return 1;
  return 0;
}
