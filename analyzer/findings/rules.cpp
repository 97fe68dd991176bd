#include "findings/rules.h"

#include "findings/kinds.h"

#include "build_paths.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Twine.h"

#include <array>

namespace gordian::findings {

namespace {

constexpr std::array<Rule, 29> kRules = {{
    {Kind::kDataRace, "Data race",
     "Two threads use the same memory, at least one of them writes, and nothing orders the two accesses. In C and C++ "
     "this is undefined behaviour: the value read may be old, torn, or never seen.",
     "Let both sides hold the same lock, hand the data over through a channel, a join or a release/acquire pair, or "
     "make the variable atomic."},
    {Kind::kUseAfterFreeRace, "Race between use and free",
     "One thread frees memory that another uses, and nothing orders the two. In another order the use reaches memory "
     "that belongs to somebody else.",
     "Let the thread that frees wait for the others (join them, or count them with a wait group), or share the memory "
     "through std::shared_ptr, one copy for each thread."},
    {Kind::kVptrRace, "Race on a virtual table pointer",
     "An object is constructed or destroyed while another thread calls a virtual function of it. The call may reach "
     "the base class's function, or a pure virtual one.",
     "Stop the threads that use the object before its destructor begins, not in the base class's destructor; publish "
     "the object only after its constructor has ended."},
    {Kind::kDeadlock, "Deadlock", "Every thread waits for another, so none can ever run again.",
     "Take locks in one order everywhere (std::scoped_lock takes several at once), hold no lock while waiting for a "
     "channel, a join or a condition, and see that each receive has a send that can still happen."},
    {Kind::kPartialDeadlock, "Deadlock of some threads",
     "Some threads wait for one another and can never run again, while others still run.",
     "Take locks in one order everywhere (std::scoped_lock takes several at once), hold no lock while waiting for a "
     "channel, a join or a condition, and see that each receive has a send that can still happen."},
    {Kind::kLockOrderInversion, "Lock order inversion",
     "Two threads take the same locks in different orders. When they do so at the same time, each waits for the other "
     "for ever.",
     "Choose one order for these locks and keep to it everywhere, or take them together with std::scoped_lock."},
    {Kind::kChannelCycle, "Cycle of channel operations",
     "Threads send and receive on several channels in an order in which each can end up waiting for another.",
     "Let one thread receive before it sends, wait for both with select, or give a channel enough capacity for what "
     "is sent before anything is received."},
    {Kind::kLeakedThread, "Leaked thread",
     "A thread still waits when the program ends, for something that nothing left could have done.",
     "Close the channel when nobody sends any more, cancel the context that the thread also waits for, or join it."},
    {Kind::kLockHeldWhileBlocking, "Lock held while blocking",
     "A thread waits on a channel, a join or a condition while it holds a lock that the other side needs.",
     "Release the lock before the wait: copy what is needed under the lock, and wait without it."},
    {Kind::kSendOnClosedChannel, "Send on a closed channel",
     "A value is sent on a channel that was closed: the send throws, and the value is lost.",
     "Let only the sender close; with several senders close after a wait group says that all have ended."},
    {Kind::kCloseOfClosedChannel, "Close of a closed channel", "A channel is closed a second time, which throws.",
     "Let one thread own the closing, or close through gordian::once."},
    {Kind::kDoubleLock, "Lock taken twice", "A thread locks a mutex that it holds already, and so waits for itself.",
     "Split the function in two: one that locks, and one for callers that hold the lock; or use a recursive mutex."},
    {Kind::kUnlockByOtherThread, "Unlock by another thread",
     "A mutex is unlocked by a thread that does not hold it, which is undefined behaviour.",
     "Unlock where the lock was taken, by std::scoped_lock; to hand a turn over use a semaphore or a channel."},
    {Kind::kUnlockOfUnlocked, "Unlock of an unlocked mutex",
     "A mutex is unlocked that nobody holds, which is undefined behaviour.",
     "Tie unlock to lock by std::scoped_lock, so that no path unlocks twice."},
    {Kind::kDestroyOfLockedMutex, "Destruction of a locked mutex",
     "A mutex is destroyed while a thread holds it, which is undefined behaviour.",
     "Let the mutex outlive its users: end or join them first."},
    {Kind::kDestroyOfUnfinishedThread, "Destruction of a thread that was not joined",
     "A thread object is destroyed before the thread was joined or detached; std::thread then ends the program.",
     "Join it, or use std::jthread, which joins by itself."},
    {Kind::kWaitGroupMisuse, "Wait group used wrongly",
     "The counter of a wait group went below zero, or it was raised while somebody waited.",
     "Call add before the thread starts, and done once in it; wait_group::go does both."},
    {Kind::kConditionMisuse, "Condition variable used wrongly",
     "Threads wait for one condition variable with different mutexes, or without holding one.",
     "Tie each condition variable to one mutex, and hold it around the wait and the change that it waits for."},
    {Kind::kSignalUnsafeCall, "Call that is unsafe in a signal handler",
     "A signal handler calls a function that may hold a lock or be in the middle of its work in the interrupted "
     "thread.",
     "Set a flag or write to a pipe in the handler, and do the work in a thread."},
    {Kind::kUseAfterDestroy, "Use of a destroyed object",
     "A lock, condition variable, semaphore or barrier is used after it was destroyed, which is undefined behaviour.",
     "Destroy it only after the last thread that uses it was joined; initialise it anew to use it again."},
    {Kind::kUseBeforeInit, "Use of an object that was never initialised",
     "A lock, semaphore or barrier is used that holds neither what its init function nor what a static initialiser "
     "leaves in it.",
     "Call its init function, or give it its static initialiser, before the first thread that uses it starts."},
    {Kind::kUseOfCopiedObject, "Use of a copied object",
     "A lock, semaphore or barrier is used that is a copy of another one, byte by byte: it guards something else, or "
     "nothing. POSIX leaves this undefined.",
     "Share the object by pointer, and initialise one of its own where memory is copied or moved."},
    {Kind::kLockHeldAtThreadEnd, "Lock held at a thread's end",
     "A thread ends while it holds a lock, which nobody can give back any more.",
     "Unlock on every path out of the thread: by std::scoped_lock, or by a clean-up handler where it may be cancelled."},
    {Kind::kSemaphoreMisuse, "Semaphore used wrongly", "A semaphore is destroyed while threads wait for it.",
     "Post until all have left, join them, and destroy the semaphore then."},
    {Kind::kBarrierMisuse, "Barrier used wrongly",
     "A barrier is destroyed, or initialised again, while threads wait at it.",
     "Join the threads that use it before its memory or its count becomes another one."},
    {Kind::kJoinMisuse, "Join that cannot be",
     "A thread joins itself, or a thread that was joined or detached before: its id may be another thread's by now.",
     "Let one place own each thread, and join or detach it there, once; std::jthread does."},
    {Kind::kUnjoinedThread, "Thread that was never joined",
     "A thread has ended and was neither joined nor detached when the program ended: its stack and its id are kept for "
     "ever, and nothing orders what it did.",
     "Join it, or detach it when nobody wants its result."},
    {Kind::kErrnoSpoiled, "errno spoiled by a signal handler",
     "A signal handler changes errno and does not put it back: code that it interrupts between a call and a look at "
     "errno sees the handler's.",
     "Save errno first in the handler, and restore it last."},
    {Kind::kDescriptorRace, "Race on a file descriptor",
     "One thread closes a descriptor that another uses, and nothing orders the two. In another order the use fails, or "
     "reaches whatever was opened under the same number meanwhile.",
     "Close it after the others were joined; to end a blocked read use shutdown, or an eventfd that is polled as well."},
}};

constexpr Rule kUnknownRule = {Kind(0), "Unknown finding", "The log holds a finding of a kind unknown to this gordian.",
                               "Use the gordian that built the program."};

} // namespace

llvm::ArrayRef<Rule> rules() { return kRules; }

const Rule &ruleOf(Kind kind) {
  auto found = llvm::find_if(kRules, [&](const Rule &rule) { return rule.kind == kind; });
  return found == kRules.end() ? kUnknownRule : *found;
}

std::string helpUrl(Kind kind) { return (llvm::Twine(GORDIAN_HOME_URL "#") + nameOf(kind)).str(); }

} // namespace gordian::findings
