// expect: clean
// flags: -fopenmp
static int counter = 5;
#pragma omp threadprivate(counter)
int main(void) {
  int sum = 0;
#pragma omp parallel num_threads(4) copyin(counter) reduction(+ : sum)
  {
    counter += 1;
    sum += counter;
  }
#pragma omp parallel num_threads(4) reduction(+ : sum)
  sum += counter;
  return sum == 48 ? 0 : 1;
}
