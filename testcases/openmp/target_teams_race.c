// expect: data-race
// flags: -fopenmp
int a[129];
int main(void) {
#pragma omp target teams distribute parallel for map(tofrom : a) num_teams(2) thread_limit(2)
  for (int i = 0; i < 128; ++i)
    a[i] = a[i + 1] + 1; // access A
  return 0;
}
