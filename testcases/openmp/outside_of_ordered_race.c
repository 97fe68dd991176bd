// expect: data-race last
// flags: -fopenmp
int last, list[64];
int main(void) {
#pragma omp parallel for ordered num_threads(4) schedule(static, 1)
  for (int i = 0; i < 64; ++i) {
    last += 1; // access A
#pragma omp ordered
    list[i] = i;
  }
  return 0;
}
