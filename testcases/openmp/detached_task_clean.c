// expect: clean
// flags: -fopenmp
// A task with an event ends when both its code and the event are done.
#include <omp.h>
static int data;
int main(void) {
#pragma omp parallel num_threads(2)
#pragma omp single
  {
    omp_event_handle_t event;
#pragma omp task detach(event)
    data = 1;
#pragma omp task firstprivate(event)
    {
      omp_fulfill_event(event);
    }
#pragma omp taskwait
    data += 1;
  }
  return 0;
}
