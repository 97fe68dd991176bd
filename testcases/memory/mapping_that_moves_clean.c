// expect: clean
// Two threads use a page in turn while it moves, under a lock.
#define _GNU_SOURCE
#include <pthread.h>
#include <sys/mman.h>

pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
char *page;
size_t bytes = 4096;

static void *grow(void *p) {
  for (int i = 0; i < 20; i++) {
    pthread_mutex_lock(&mutex);
    page = mremap(page, bytes, bytes + 4096, MREMAP_MAYMOVE);
    bytes += 4096;
    page[0]++;
    page[bytes - 1] = 1;
    pthread_mutex_unlock(&mutex);
  }
  return p;
}

int main(void) {
  page = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  pthread_t threads[2];
  pthread_create(&threads[0], NULL, grow, NULL);
  pthread_create(&threads[1], NULL, grow, NULL);
  pthread_join(threads[0], NULL);
  pthread_join(threads[1], NULL);
  return page[0] != 40;
}
