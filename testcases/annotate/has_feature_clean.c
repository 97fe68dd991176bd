// expect: clean
// flags: -fplugin-arg-gordian-tsan-macros=1
// Code that asks for ThreadSanitizer takes its annotated branch if the build says so.
#include "run.h"
#include "step.h"
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define ANNOTATED 1
#endif
#endif
#if !defined(ANNOTATED) || !defined(__SANITIZE_THREAD__)
#error "the plugin's argument is not obeyed"
#endif
void __tsan_acquire(void *);
void __tsan_release(void *);
int data;
static void *first(void *p) {
  data = 1;
  __tsan_release(&data);
  step(1);
  return p;
}
static void *second(void *p) {
  step(2);
  __tsan_acquire(&data);
  data = 2;
  return p;
}
int main(void) {
  runBoth(first, second);
  return 0;
}
