// expect: clean
// <threads.h>: thrd, mtx, cnd, call_once.
#include <threads.h>

static mtx_t mutex;
static cnd_t changed;
static once_flag flag = ONCE_FLAG_INIT;
static int table, guarded, ready;

static void fill(void) { table = 5; }

static int work(void *p) {
  call_once(&flag, fill);
  mtx_lock(&mutex);
  guarded += table;
  ready++;
  cnd_broadcast(&changed);
  while (ready < 2)
    cnd_wait(&changed, &mutex);
  mtx_unlock(&mutex);
  return p == NULL;
}

int main(void) {
  thrd_t first, second;
  int one, two;
  mtx_init(&mutex, mtx_plain);
  cnd_init(&changed);
  thrd_create(&first, work, &one);
  thrd_create(&second, work, &two);
  thrd_join(first, &one);
  thrd_join(second, &two);
  return guarded != 10;
}
