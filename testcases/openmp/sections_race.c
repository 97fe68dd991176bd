// expect: data-race shared
// flags: -fopenmp
int shared;
int main(void) {
#pragma omp parallel sections num_threads(2)
  {
#pragma omp section
    shared = 1;
#pragma omp section
    shared = 2;
  }
  return 0;
}
