// expect: data-race value
// flags: -fopenmp
int main(void) {
  int value = 0;
#pragma omp parallel num_threads(2)
#pragma omp single
  {
#pragma omp task shared(value)
    value = 1; // access A
    value = 2; // access B
#pragma omp taskwait
  }
  return value < 0;
}
