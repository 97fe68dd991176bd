// expect: clean
// flags: -fopenmp
static int a[256];
int main(void) {
  for (int round = 0; round < 50; ++round) {
#pragma omp parallel for num_threads(4) schedule(static)
    for (int i = 0; i < 256; ++i)
      a[i] += 1;
#pragma omp parallel for num_threads(3) schedule(dynamic)
    for (int i = 0; i < 256; ++i)
      a[i] += 1;
    for (int i = 0; i < 256; ++i)
      a[i] += 1;
  }
  return a[0] == 150 ? 0 : 1;
}
