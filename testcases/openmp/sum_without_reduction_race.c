// expect: data-race
// flags: -fopenmp
// Every thread adds to the shared sum.
#include <stdio.h>
int main(void) {
  int sum = 0;
#pragma omp parallel for num_threads(4)
  for (int i = 0; i < 100; ++i)
    sum += i; // access A
  printf("%d\n", sum);
  return 0;
}
