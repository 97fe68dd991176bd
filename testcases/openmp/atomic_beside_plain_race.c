// expect: data-race count
// flags: -fopenmp
int count;
int main(void) {
#pragma omp parallel num_threads(2)
  {
#pragma omp atomic
    count += 1; // access A
    if (count > 5) // access B
      __builtin_trap();
  }
  return 0;
}
