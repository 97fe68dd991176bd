// expect: data-race data
// Two contexts with stacks of their own on one thread that might as well run on two.
#include <gordian/annotate.h>
#include <ucontext.h>
static ucontext_t main_context, contexts[2];
static char stacks[2][64 << 10];
static void *main_fiber, *fibers[2];
int data;
static void go(ucontext_t *from, ucontext_t *to, void *fiber) {
  gordian_fiber_switch(fiber, GORDIAN_FIBER_NO_ORDER);
  swapcontext(from, to);
}
static void first(void) {
  data += 1; // access A
  go(&contexts[0], &main_context, main_fiber);
}
static void second(void) {
  data += 1; // access B
  go(&contexts[1], &main_context, main_fiber);
}
int main(void) {
  main_fiber = gordian_fiber_current();
  for (int i = 0; i < 2; ++i) {
    getcontext(&contexts[i]);
    contexts[i].uc_stack.ss_sp = stacks[i];
    contexts[i].uc_stack.ss_size = sizeof stacks[i];
    contexts[i].uc_link = &main_context;
    makecontext(&contexts[i], i ? second : first, 0);
    fibers[i] = gordian_fiber_create();
    gordian_fiber_name(fibers[i], i ? "second" : "first");
  }
  go(&main_context, &contexts[0], fibers[0]);
  go(&main_context, &contexts[1], fibers[1]);
  gordian_fiber_destroy(fibers[0]);
  gordian_fiber_destroy(fibers[1]);
  return 0;
}
