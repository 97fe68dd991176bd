// expect: data-race x
// flags: -fopenmp
// A taskwait waits for children, not for theirs.
int x;
int main(void) {
#pragma omp parallel num_threads(2)
#pragma omp single
  {
#pragma omp task
    {
#pragma omp task
      x = 1; // access A
    }
#pragma omp taskwait
    x = 2; // access B
  }
  return 0;
}
