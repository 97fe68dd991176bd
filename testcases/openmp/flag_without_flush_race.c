// expect: data-race data
// flags: -fopenmp
int flag, data;
int main(void) {
#pragma omp parallel sections num_threads(2)
  {
#pragma omp section
    {
      data = 42;
#pragma omp atomic write
      flag = 1;
    }
#pragma omp section
    {
      int seen = 0;
      while (!seen) {
#pragma omp atomic read
        seen = flag;
      }
      if (data != 42)
        __builtin_trap();
    }
  }
  return 0;
}
