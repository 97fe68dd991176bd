// expect: data-race a
// flags: -fopenmp
// An iteration reads what the one before it writes: it shows where one thread's part meets the next one's.
int a[100];
int main(void) {
#pragma omp parallel for num_threads(2) schedule(static)
  for (int i = 1; i < 100; ++i)
    a[i] = a[i - 1] + 1; // access A
  return 0;
}
