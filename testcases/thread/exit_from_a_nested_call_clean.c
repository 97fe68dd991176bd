// expect: clean
// pthread_exit leaves many frames at once; the next user of the thread's place starts afresh.
#include <pthread.h>

int depth_reached;

__attribute__((noinline)) static void dive(int depth) {
  if (depth == 0) {
    depth_reached++;
    pthread_exit(&depth_reached);
  }
  dive(depth - 1);
  __asm__ volatile("" ::: "memory");
}

static void *work(void *p) {
  dive(50);
  return p;
}

int main(void) {
  for (int i = 0; i < 100; i++) {
    pthread_t thread;
    void *result;
    pthread_create(&thread, NULL, work, NULL);
    pthread_join(thread, &result);
    if (result != &depth_reached)
      return 1;
  }
  return depth_reached != 100;
}
