// expect: data-race shared
// flags: -fopenmp
// Also if one thread runs both tasks.
int shared;
int main(void) {
#pragma omp parallel num_threads(2)
#pragma omp single
  {
#pragma omp task
    shared = 1; // access A
#pragma omp task
    shared = 2; // access B
  }
  return 0;
}
