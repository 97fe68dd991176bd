// expect: data-race a
// flags: -fopenmp
int a;
int main(void) {
#pragma omp parallel sections num_threads(2)
  {
#pragma omp section
#pragma omp critical(one)
    a += 1; // access A
#pragma omp section
#pragma omp critical(other)
    a += 1; // access B
  }
  return 0;
}
