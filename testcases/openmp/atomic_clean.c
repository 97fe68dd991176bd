// expect: clean
// flags: -fopenmp
// libs: -latomic
static int count, captured, flag, data;
static double real;
static long double longer;
int main(void) {
#pragma omp parallel num_threads(4)
  for (int i = 0; i < 25; ++i) {
    int mine;
#pragma omp atomic
    count += 1;
#pragma omp atomic
    real += 0.5;
#pragma omp atomic
    longer += 0.5L;
#pragma omp atomic capture
    mine = captured++;
    if (mine < 0)
      __builtin_trap();
  }
#pragma omp parallel sections num_threads(2)
  {
#pragma omp section
    {
      data = 42;
#pragma omp flush
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
#pragma omp flush
      if (data != 42)
        __builtin_trap();
    }
  }
  return count == 100 && captured == 100 && real == 50 && longer == 50 ? 0 : 1;
}
