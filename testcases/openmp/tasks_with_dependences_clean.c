// expect: clean
// flags: -fopenmp
static int x, y, z;
int main(void) {
  int sum = 0;
#pragma omp parallel num_threads(4)
#pragma omp single
  {
#pragma omp task depend(out : x)
    x = 1;
#pragma omp task depend(in : x) depend(out : y)
    y = x + 1;
#pragma omp task depend(in : x) depend(out : z)
    z = x + 2;
#pragma omp task depend(in : y, z) shared(sum)
    sum = y + z;
#pragma omp task depend(inout : x)
    x = 10;
    for (int i = 0; i < 8; ++i) {
#pragma omp task depend(mutexinoutset : x)
      x += 1;
    }
#pragma omp taskwait depend(in : x)
    if (x != 18)
      __builtin_trap();
#pragma omp taskwait
    if (sum != 5)
      __builtin_trap();
  }
  return 0;
}
