// Condition variables, semaphores, barriers, once, joins and generic acquire and release: what they order and when a
// thread waits for them. Clocks: ALGORITHMS.md section 1.6.
#ifndef GORDIAN_SYNC_WAITING_H
#define GORDIAN_SYNC_WAITING_H

#include "sync/object.h"
#include "thread.h"

namespace gordian {

/// Before the real wait: gives the mutex back (lockReleasing), announces the wait and asks the graph.
void conditionWaiting(Thread &thread, uptr condition, uptr mutex, bool is_timed);
/// After the real wait, also when it timed out or was cancelled: the mutex is held again.
void conditionWoken(Thread &thread, uptr condition, uptr mutex);
/// Before the real signal or broadcast. Orders nothing: only the mutex does.
void conditionSignal(Thread &thread, uptr condition, bool is_broadcast);
/// Before the real destroy, which waits until nobody waits any more; true if somebody does. Then conditionDestroyed is to
/// be called after it.
bool conditionDestroying(Thread &thread, uptr condition);
void conditionDestroyed(Thread &thread, uptr condition);

/// A function that runs once, or a static's initialisation. Before the caller may have to wait for the thread that runs it;
/// `is_running`: some thread does. Ended by onceBegun (the caller runs it) or onceWaited.
void onceWaiting(Thread &thread, uptr once, bool is_running);
void onceWaited(Thread &thread);
void onceBegun(Thread &thread, uptr once);
/// It has run, or was left by an exception.
void onceEnded(Thread &thread, uptr once);

/// A bare futex call: what std::atomic::wait, futures, latches, barriers and semaphores of libstdc++ sleep in.
void futexWaiting(Thread &thread, uptr word, bool is_timed);
void futexWaited(Thread &thread);
/// Before at most `count` of those who sleep at `word` are woken.
void futexWaking(Thread &thread, uptr word, u32 count);

void semaphoreInit(Thread &thread, uptr semaphore, u32 count);
/// Reports semaphore-misuse if somebody waits whom no post has freed; forgets the semaphore.
void semaphoreDestroy(Thread &thread, uptr semaphore);
/// Before the real post.
void semaphorePost(Thread &thread, uptr semaphore);
/// A decrement could not be made at once.
void semaphoreWaiting(Thread &thread, uptr semaphore, bool is_timed);
void semaphoreWaited(Thread &thread, uptr semaphore);
/// A decrement was made (also by trywait). After semaphoreWaited.
void semaphoreAcquired(Thread &thread, uptr semaphore);

/// Reports barrier-misuse if threads wait at the barrier that was there.
void barrierInit(Thread &thread, uptr barrier, u32 count);
/// Before the real destroy: reports barrier-misuse if threads wait there.
void barrierDestroying(Thread &thread, uptr barrier);
/// Before the real wait. Returns the generation to pass to barrierLeft.
u64 barrierArrived(Thread &thread, uptr barrier);
void barrierLeft(Thread &thread, uptr barrier, u64 generation);

/// Everything before the release happens before what follows an acquire of the same object. `kind` names it in reports.
void releaseObject(Thread &thread, uptr object, ObjectKind kind);
void acquireObject(Thread &thread, uptr object, ObjectKind kind);
void releaseObject(Thread &thread, SyncObject &object);
void acquireObject(Thread &thread, SyncObject &object);
void destroyObject(Thread &thread, uptr object);

/// About to block in pthread_join of `joined`.
void joinWaiting(Thread &thread, Thread &joined, bool is_timed);
void joinWaited(Thread &thread);

}  // namespace gordian

#endif
