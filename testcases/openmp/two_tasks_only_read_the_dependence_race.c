// expect: data-race x
// flags: -fopenmp
int x;
int main(void) {
#pragma omp parallel num_threads(2)
#pragma omp single
  {
#pragma omp task depend(in : x)
    x += 1; // access A
#pragma omp task depend(in : x)
    x += 1; // access B
  }
  return 0;
}
