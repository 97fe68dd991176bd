// expect: clean
// flags: -fopenmp
// Small and large teams combine by different means: atomics, a lock, a tree.
#include <stdio.h>
int main(void) {
  long total = 0;
  for (int threads = 2; threads <= 8; threads += 2) {
    long sum = 0, largest = 0;
    double product = 1;
#pragma omp parallel for num_threads(threads) reduction(+ : sum) reduction(max : largest) reduction(* : product)
    for (int i = 1; i <= 100; ++i) {
      sum += i;
      largest = i > largest ? i : largest;
      product *= 1.0;
    }
#pragma omp parallel num_threads(threads)
    {
#pragma omp for reduction(+ : sum)
      for (int i = 0; i < 100; ++i)
        sum += i;
      if (sum != 5050 + 4950)
        __builtin_trap();
    }
    total += sum + largest + (long)product;
  }
  return total == 4 * (10000 + 100 + 1) ? 0 : 1;
}
