/* For programs that know better than the detector: order that it cannot see, locks of one's own, memory that is used
 * again, races that do no harm, parts that it shall not see, and fibers. C and C++.
 *
 * Free of cost and harmless without Gordian: the functions behind are weak, so that a program that is not linked with
 * the runtime tests a null pointer and goes on.
 */
#ifndef GORDIAN_ANNOTATE_H
#define GORDIAN_ANNOTATE_H

#if __has_include("../abi/hooks.h")
#include "../abi/hooks.h" /* installed */
#else
#include "../../abi/hooks.h" /* the source tree */
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define GORDIAN_ANNOTATION(name, hook, parameters, arguments)                                                          \
  extern __typeof__(hook) hook __attribute__((weak));                                                                  \
  static inline __attribute__((unused)) void name parameters {                                                         \
    if (hook)                                                                                                          \
      hook arguments;                                                                                                  \
  }

/** What precedes a release of `object` happens before what follows an acquire of it that comes later. For order made by
 *  means that the detector does not know: a device, shared memory, assembly. `object` is any address that is its own. */
GORDIAN_ANNOTATION(gordian_release, __gordian_release, (const void *object), (object))
GORDIAN_ANNOTATION(gordian_acquire, __gordian_acquire, (const void *object), (object))
GORDIAN_ANNOTATION(gordian_happens_before, __gordian_release, (const void *object), (object))
GORDIAN_ANNOTATION(gordian_happens_after, __gordian_acquire, (const void *object), (object))
/** The object is gone: another one may come to its address. */
GORDIAN_ANNOTATION(gordian_object_destroyed, __gordian_object_destroy, (const void *object), (object))

/** A lock of one's own: after it was taken, before it is given back, before its memory is used for something else. It
 *  orders, is held in reports, and takes part in the search for lock-order inversions. A downgrade is the release of the
 *  exclusive mode followed by an acquire of the shared one; an upgrade the reverse. */
GORDIAN_ANNOTATION(gordian_lock_acquired, __gordian_lock_acquired, (const void *lock), (lock, GORDIAN_LOCK_EXCLUSIVE))
GORDIAN_ANNOTATION(gordian_lock_released, __gordian_lock_released, (const void *lock), (lock, GORDIAN_LOCK_EXCLUSIVE))
GORDIAN_ANNOTATION(gordian_lock_acquired_shared, __gordian_lock_acquired, (const void *lock), (lock, GORDIAN_LOCK_SHARED))
GORDIAN_ANNOTATION(gordian_lock_released_shared, __gordian_lock_released, (const void *lock), (lock, GORDIAN_LOCK_SHARED))
GORDIAN_ANNOTATION(gordian_lock_destroyed, __gordian_object_destroy, (const void *lock), (lock))

/** These bytes are new: a pool hands them out, and who used them before has nothing to do with who does now. */
GORDIAN_ANNOTATION(gordian_new_memory, __gordian_new_memory, (const void *memory, size_t size), (memory, size))

/** Races in these bytes do no harm, for a `reason` that a reader can check; until the end of the day `expires`
 *  ("2026-12-31"; null: for ever), when they are reported again. Ends when the memory is freed. */
GORDIAN_ANNOTATION(gordian_benign_race, __gordian_benign_race,
                   (const void *memory, size_t size, const char *reason, const char *expires),
                   (memory, size, reason, expires))

/** Between begin and end (they nest) this thread is not seen: neither accesses nor order. Say beside each why that is
 *  right; a race inside will never be reported. `_accesses_`: locks and atomics go on ordering. */
GORDIAN_ANNOTATION(gordian_ignore_begin, __gordian_ignore_begin, (void), ())
GORDIAN_ANNOTATION(gordian_ignore_end, __gordian_ignore_end, (void), ())
GORDIAN_ANNOTATION(gordian_ignore_accesses_begin, __gordian_ignore_accesses_begin, (void), ())
GORDIAN_ANNOTATION(gordian_ignore_accesses_end, __gordian_ignore_accesses_end, (void), ())

/** Fibers: a token for each context that has a stack of its own. Switch just before the real switch; without
 *  GORDIAN_FIBER_NO_ORDER what precedes it happens before what the other does next. Destroy one that does not run. The
 *  thread's own context has a token too: `current` before the first switch. */
GORDIAN_ANNOTATION(gordian_fiber_switch, __gordian_fiber_switch, (void *fiber, uint32_t flags), (fiber, flags))
GORDIAN_ANNOTATION(gordian_fiber_destroy, __gordian_fiber_destroy, (void *fiber), (fiber))
GORDIAN_ANNOTATION(gordian_fiber_name, __gordian_fiber_name, (void *fiber, const char *name), (fiber, name))
extern __typeof__(__gordian_fiber_create) __gordian_fiber_create __attribute__((weak));
extern __typeof__(__gordian_fiber_current) __gordian_fiber_current __attribute__((weak));
static inline __attribute__((unused)) void *gordian_fiber_create(void) {
  return __gordian_fiber_create ? __gordian_fiber_create() : 0;
}
static inline __attribute__((unused)) void *gordian_fiber_current(void) {
  return __gordian_fiber_current ? __gordian_fiber_current() : 0;
}

#undef GORDIAN_ANNOTATION
#ifdef __cplusplus
}
#endif
#endif
