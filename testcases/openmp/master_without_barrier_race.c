// expect: data-race first
// flags: -fopenmp
// Nobody waits for the master.
int first;
int main(void) {
  int sum = 0;
#pragma omp parallel num_threads(4) reduction(+ : sum)
  {
#pragma omp master
    first = 7;
    sum += first;
  }
  return sum < 0;
}
