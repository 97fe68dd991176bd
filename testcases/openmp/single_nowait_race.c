// expect: data-race once
// flags: -fopenmp
// Nobody waits for who does the single part.
int once, seen[4];
int main(void) {
#pragma omp parallel num_threads(4)
  {
#pragma omp single nowait
    once = 7;
    if (once > 7)
      seen[0] = 1;
  }
  return 0;
}
