// expect: data-race chunk
// expect: data-race part
// expect: data-race two_parts
// flags: -fopenmp
// Who runs a chunk of a dynamic loop, or a single part, is luck: a race is one also where one thread got both sides.
int chunk, part[2], two_parts;
int main(void) {
#pragma omp parallel num_threads(2)
  {
    // One after the other, by whoever comes: no other thread need take part.
#pragma omp for schedule(dynamic, 1)
    for (int i = 0; i < 2; i++)
      chunk += i;
#pragma omp for schedule(static) nowait
    for (int i = 0; i < 2; i++)
      part[i] = i;
#pragma omp single
    part[0] += part[1];
#pragma omp single nowait
    two_parts = 1;
#pragma omp single nowait
    two_parts = 2;
  }
  return 0;
}
