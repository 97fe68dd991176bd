// expect: clean
// flags: -fopenmp
static int a[200], b[200];
int main(void) {
  int sum = 0, last = 0;
#pragma omp parallel num_threads(4)
#pragma omp single
  {
#pragma omp taskloop grainsize(10) firstprivate(a) lastprivate(last)
    for (int i = 0; i < 200; ++i) {
      b[i] = i;
      last = i;
    }
#pragma omp taskloop num_tasks(8) reduction(+ : sum)
    for (int i = 0; i < 200; ++i)
      sum += b[199 - i];
#pragma omp taskgroup task_reduction(+ : sum)
    {
      for (int i = 0; i < 10; ++i) {
#pragma omp task in_reduction(+ : sum)
        sum += i;
      }
    }
  }
  return sum == 19945 && last == 199 ? 0 : 1;
}
