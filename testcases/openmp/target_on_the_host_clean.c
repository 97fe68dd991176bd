// expect: clean
// flags: -fopenmp
static int a[128], b[128];
int main(void) {
  int sum = 0;
#pragma omp target teams distribute parallel for map(tofrom : a) num_teams(2) thread_limit(2)
  for (int i = 0; i < 128; ++i)
    a[i] = i;
#pragma omp target teams distribute parallel for map(to : a) map(from : b) num_teams(3)
  for (int i = 0; i < 128; ++i)
    b[i] = a[127 - i];
#pragma omp target parallel for reduction(+ : sum) map(tofrom : sum) num_threads(3)
  for (int i = 0; i < 128; ++i)
    sum += b[i];
#pragma omp parallel num_threads(2)
#pragma omp single
  {
#pragma omp target nowait depend(out : a) map(tofrom : a)
    a[0] = 7;
#pragma omp task depend(in : a)
    if (a[0] != 7)
      __builtin_trap();
  }
  return sum == 8128 ? 0 : 1;
}
