// expect: clean
// flags: -fopenmp
int main(void) {
  int sum = 0;
#pragma omp parallel num_threads(4) reduction(task, + : sum)
  {
#pragma omp for
    for (int i = 0; i < 20; ++i) {
#pragma omp task in_reduction(+ : sum)
      sum += i;
    }
  }
  return sum == 190 ? 0 : 1;
}
