// expect: data-race
// flags: -fopenmp
// Two iterations of different threads come to the same element.
int index_of[64], a[64];
int main(void) {
  for (int i = 0; i < 64; ++i)
    index_of[i] = i % 32;
#pragma omp parallel for num_threads(2) schedule(static)
  for (int i = 0; i < 64; ++i)
    a[index_of[i]] += i; // access A
  return 0;
}
