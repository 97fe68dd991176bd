// expect: clean
// realloc reads the old block and makes a new one; under a mutex all is in order.
#include "run.h"

#include <stdlib.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
int *list;
int length;

static void *append(void *p) {
  for (int i = 0; i < 300; i++) {
    pthread_mutex_lock(&mutex);
    list = realloc(list, (length + 1) * sizeof *list);
    list[length++] = i;
    pthread_mutex_unlock(&mutex);
  }
  return p;
}

int main(void) {
  runBoth(append, append);
  free(list);
  return length != 600;
}
