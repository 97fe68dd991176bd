// expect: clean
// flags: -fopenmp
int main(void) {
  int counts[16] = {0};
#pragma omp parallel for num_threads(6) reduction(+ : counts[:16])
  for (int i = 0; i < 1000; ++i)
    counts[i % 16] += 1;
  int sum = 0;
  for (int i = 0; i < 16; ++i)
    sum += counts[i];
  return sum == 1000 ? 0 : 1;
}
