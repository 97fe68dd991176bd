// expect: clean
// flags: -fopenmp
// The library keeps the memory of tasks that have ended for later ones, of whatever thread.
static long results[2000];
int main(void) {
  for (int round = 0; round < 5; ++round) {
#pragma omp parallel num_threads(4)
    {
#pragma omp for nowait schedule(static, 50)
      for (int i = 0; i < 2000; ++i) {
        long copy[4] = {i, i + 1, i + 2, i + 3};
#pragma omp task firstprivate(copy, i)
        {
          copy[0] += copy[3];
          results[i] = copy[0] + copy[1];
        }
      }
    }
  }
  for (int i = 0; i < 2000; ++i)
    if (results[i] != 3L * i + 4)
      return 1;
  return 0;
}
