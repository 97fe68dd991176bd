// expect: data-race
// mremap carries a page away while another thread's write to it is not ordered before.
#define _GNU_SOURCE
#include "step.h"

#include <pthread.h>
#include <sys/mman.h>

char *page;

static void *writer(void *p) {
  page[0] = 1;
  step(1);
  return p;
}

int main(void) {
  page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  void *place = mmap(NULL, 8192, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  pthread_t thread;
  pthread_create(&thread, NULL, writer, NULL);
  step(2);
  char *moved = mremap(page, 8192, 8192, MREMAP_MAYMOVE | MREMAP_FIXED, place);
  moved[0] = 2;
  pthread_join(thread, NULL);
  return 0;
}
