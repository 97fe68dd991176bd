// expect: clean
// flags: -fopenmp
static int x, y;
int main(void) {
#pragma omp parallel num_threads(3)
#pragma omp single
  {
#pragma omp taskgroup
    {
#pragma omp task
      {
#pragma omp task
        x = 1;
        y = 1;
      }
    }
    x += y;
  }
  return x == 2 ? 0 : 1;
}
