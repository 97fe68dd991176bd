// expect: clean
// The entry points of dynamic_annotations.h.
#include "run.h"
#include "step.h"
void AnnotateHappensBefore(const char *, int, const volatile void *);
void AnnotateHappensAfter(const char *, int, const volatile void *);
void AnnotateBenignRaceSized(const char *, int, const volatile void *, size_t, const char *);
void AnnotateIgnoreReadsBegin(const char *, int);
void AnnotateIgnoreReadsEnd(const char *, int);
void AnnotateRWLockCreate(const char *, int, const volatile void *);
void AnnotateRWLockAcquired(const char *, int, const volatile void *, long);
void AnnotateRWLockReleased(const char *, int, const volatile void *, long);
int RunningOnValgrind(void);
int data, hits, peeked, lock, guarded;
static void *first(void *p) {
  data = peeked = 1;
  hits += 1;
  AnnotateHappensBefore(__FILE__, __LINE__, &data);
  AnnotateRWLockAcquired(__FILE__, __LINE__, &lock, 1);
  guarded += 1;
  AnnotateRWLockReleased(__FILE__, __LINE__, &lock, 1);
  step(1);
  return p;
}
static void *second(void *p) {
  step(2);
  hits += 1;
  AnnotateIgnoreReadsBegin(__FILE__, __LINE__);
  int seen = *(volatile int *)&peeked;
  AnnotateIgnoreReadsEnd(__FILE__, __LINE__);
  AnnotateRWLockAcquired(__FILE__, __LINE__, &lock, 1);
  guarded += seen;
  AnnotateRWLockReleased(__FILE__, __LINE__, &lock, 1);
  AnnotateHappensAfter(__FILE__, __LINE__, &data);
  data += 1;
  return p;
}
int main(void) {
  AnnotateRWLockCreate(__FILE__, __LINE__, &lock);
  AnnotateBenignRaceSized(__FILE__, __LINE__, &hits, sizeof hits, "statistics");
  runBoth(first, second);
  return RunningOnValgrind();
}
