// expect: data-race sum
// flags: -fopenmp
// Nobody waits for the end of a reduction with nowait: the sum may be read while another thread still adds to it.
#include <stdio.h>
int sum;
int main(void) {
#pragma omp parallel num_threads(3)
  {
#pragma omp for reduction(+ : sum) nowait // access A
    for (int i = 0; i < 30; ++i)
      sum += i;
    if (sum < 0) // access B
      puts("never");
  }
  return 0;
}
