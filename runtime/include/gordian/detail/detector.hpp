// The channel library's only door to the runtime: one inline function for each hook that the library calls.
//
// The hooks are weak references: in a program without the runtime they are null, and a call costs one test of a pointer
// that the processor predicts. Meaning and calling rules of the hooks: runtime/abi/hooks.h.
#ifndef GORDIAN_DETAIL_DETECTOR_HPP
#define GORDIAN_DETAIL_DETECTOR_HPP

#include "attributes.hpp"

#if __has_include("../abi/hooks.h")
#include "../abi/hooks.h" // installed
#else
#include "../../../abi/hooks.h" // the source tree
#endif

extern "C" {
#define GORDIAN_WEAK(name) extern __typeof__(name) name __attribute__((weak))
GORDIAN_WEAK(__gordian_ignore_begin);
GORDIAN_WEAK(__gordian_ignore_end);
GORDIAN_WEAK(__gordian_release);
GORDIAN_WEAK(__gordian_acquire);
GORDIAN_WEAK(__gordian_object_destroy);
GORDIAN_WEAK(__gordian_lock_acquired);
GORDIAN_WEAK(__gordian_lock_released);
GORDIAN_WEAK(__gordian_wait_group_add);
GORDIAN_WEAK(__gordian_wait_group_waited);
GORDIAN_WEAK(__gordian_current);
GORDIAN_WEAK(__gordian_chan_make);
GORDIAN_WEAK(__gordian_chan_destroy);
GORDIAN_WEAK(__gordian_chan_send);
GORDIAN_WEAK(__gordian_chan_receive);
GORDIAN_WEAK(__gordian_chan_rendezvous);
GORDIAN_WEAK(__gordian_chan_close);
GORDIAN_WEAK(__gordian_chan_receive_closed);
GORDIAN_WEAK(__gordian_chan_send_on_closed);
GORDIAN_WEAK(__gordian_chan_close_of_closed);
GORDIAN_WEAK(__gordian_chan_attempt);
GORDIAN_WEAK(__gordian_wait_begin);
GORDIAN_WEAK(__gordian_wait_check);
GORDIAN_WEAK(__gordian_wait_end);
GORDIAN_WEAK(__gordian_wait_granted);
GORDIAN_WEAK(__gordian_timers_pending);
GORDIAN_WEAK(__gordian_system_thread);
GORDIAN_WEAK(__gordian_timer_arm);
GORDIAN_WEAK(__gordian_timer_fire);
#undef GORDIAN_WEAK
}

namespace gordian::detail {

/// While one lives, what this thread reads and writes is not seen by the detector and orders nothing. Code of the user
/// that runs inside (moves of messages) and templates of the standard library are covered by it as well.
class IgnoreRegion {
public:
  GORDIAN_INTERNAL IgnoreRegion() {
    if (__gordian_ignore_begin)
      __gordian_ignore_begin();
  }
  GORDIAN_INTERNAL ~IgnoreRegion() {
    if (__gordian_ignore_end)
      __gordian_ignore_end();
  }
  IgnoreRegion(const IgnoreRegion &) = delete;
  IgnoreRegion &operator=(const IgnoreRegion &) = delete;
};

/// The hooks by their names in hooks.h, each called if it is there.
namespace detector {

#define GORDIAN_FORWARD(name, hook, parameters, arguments)                                                             \
  GORDIAN_INTERNAL inline void name parameters {                                                                       \
    if (hook)                                                                                                          \
      hook arguments;                                                                                                  \
  }

GORDIAN_FORWARD(release, __gordian_release, (const void *object), (object))
GORDIAN_FORWARD(acquire, __gordian_acquire, (const void *object), (object))
GORDIAN_FORWARD(objectDestroy, __gordian_object_destroy, (const void *object), (object))
GORDIAN_FORWARD(lockAcquired, __gordian_lock_acquired, (const void *lock, uint32_t mode), (lock, mode))
GORDIAN_FORWARD(lockReleased, __gordian_lock_released, (const void *lock, uint32_t mode), (lock, mode))
GORDIAN_FORWARD(waitGroupAdd, __gordian_wait_group_add, (const void *group, int64_t delta, int64_t after),
                (group, delta, after))
GORDIAN_FORWARD(waitGroupWaited, __gordian_wait_group_waited, (const void *group), (group))
GORDIAN_FORWARD(chanMake, __gordian_chan_make, (const void *channel, uint64_t capacity, uint64_t element_size),
                (channel, capacity, element_size))
GORDIAN_FORWARD(chanDestroy, __gordian_chan_destroy, (const void *channel), (channel))
GORDIAN_FORWARD(chanSend, __gordian_chan_send,
                (const void *channel, gordian_thread *thread, uint64_t k, uint64_t length),
                (channel, thread, k, length))
GORDIAN_FORWARD(chanReceive, __gordian_chan_receive,
                (const void *channel, gordian_thread *thread, uint64_t k, uint64_t length),
                (channel, thread, k, length))
GORDIAN_FORWARD(chanRendezvous, __gordian_chan_rendezvous,
                (const void *channel, gordian_thread *sender, gordian_thread *receiver, uint64_t k),
                (channel, sender, receiver, k))
GORDIAN_FORWARD(chanClose, __gordian_chan_close, (const void *channel), (channel))
GORDIAN_FORWARD(chanReceiveClosed, __gordian_chan_receive_closed, (const void *channel, gordian_thread *thread),
                (channel, thread))
GORDIAN_FORWARD(chanSendOnClosed, __gordian_chan_send_on_closed, (const void *channel, gordian_thread *thread),
                (channel, thread))
GORDIAN_FORWARD(chanCloseOfClosed, __gordian_chan_close_of_closed, (const void *channel), (channel))
GORDIAN_FORWARD(chanAttempt, __gordian_chan_attempt, (const void *channel, uint32_t bits), (channel, bits))
GORDIAN_FORWARD(waitBegin, __gordian_wait_begin,
                (uint32_t operation, const gordian_wait_case *cases, uint32_t count, bool timed),
                (operation, cases, count, timed ? 1u : 0u))
GORDIAN_FORWARD(waitCheck, __gordian_wait_check, (), ())
GORDIAN_FORWARD(waitEnd, __gordian_wait_end, (), ())
GORDIAN_FORWARD(waitGranted, __gordian_wait_granted, (const void *object), (object))
GORDIAN_FORWARD(timersPending, __gordian_timers_pending, (int32_t delta), (delta))
GORDIAN_FORWARD(systemThread, __gordian_system_thread, (), ())
GORDIAN_FORWARD(timerArm, __gordian_timer_arm, (const void *timer), (timer))
GORDIAN_FORWARD(timerFire, __gordian_timer_fire, (const void *timer), (timer))

#undef GORDIAN_FORWARD

/// Null without the runtime.
GORDIAN_INTERNAL inline gordian_thread *current() { return __gordian_current ? __gordian_current() : nullptr; }

/// Announces that this thread is about to wait for one operation on one object; the object's inner lock is held.
GORDIAN_INTERNAL inline void waitBegin(uint32_t operation, const void *object, bool timed) {
  const gordian_wait_case only{object, operation, 0};
  waitBegin(operation, &only, 1, timed);
}

/// While one lives, this thread's channel operations are what `bits` (GORDIAN_ATTEMPT_*) says, unless that is 0.
class Attempt {
public:
  GORDIAN_INTERNAL explicit Attempt(uint32_t bits) : bits_(bits) {
    if (bits_)
      chanAttempt(nullptr, bits_);
  }
  GORDIAN_INTERNAL ~Attempt() {
    if (bits_)
      chanAttempt(nullptr, 0);
  }
  Attempt(const Attempt &) = delete;
  Attempt &operator=(const Attempt &) = delete;
  /// It came to nothing. `channel` is null for a select.
  GORDIAN_INTERNAL void fail(const void *channel) {
    chanAttempt(channel, bits_ | GORDIAN_ATTEMPT_FAILED);
    bits_ = 0;
  }

private:
  uint32_t bits_;
};

} // namespace detector
} // namespace gordian::detail

#endif
