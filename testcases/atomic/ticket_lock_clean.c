// expect: clean
// Taking a ticket is relaxed; waiting for it acquires, serving the next one releases.
#include "run.h"

#include <sched.h>
#include <stdatomic.h>

atomic_uint next_ticket, served;
int guarded;

static void *work(void *p) {
  for (int i = 0; i < 300; i++) {
    unsigned mine = atomic_fetch_add_explicit(&next_ticket, 1, memory_order_relaxed);
    while (atomic_load_explicit(&served, memory_order_acquire) != mine)
      sched_yield();
    guarded++;
    atomic_store_explicit(&served, mine + 1, memory_order_release);
  }
  return p;
}

int main(void) {
  runThree(work, work, work);
  return guarded != 900;
}
