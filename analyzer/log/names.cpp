// clang-format off
// Flat tables only; one row for each enumerator of log_format.h.
#include "log/names.h"

namespace gordian::log {

using namespace log_format;

llvm::StringRef recordName(uint16_t kind) {
  switch (RecordKind(kind)) {
  case RecordKind::kProcess: return "process";
  case RecordKind::kModule: return "module";
  case RecordKind::kUnit: return "unit";
  case RecordKind::kThread: return "thread";
  case RecordKind::kThreadName: return "thread-name";
  case RecordKind::kThreadEnd: return "thread-end";
  case RecordKind::kObject: return "object";
  case RecordKind::kStack: return "stack";
  case RecordKind::kLockset: return "lockset";
  case RecordKind::kRace: return "race";
  case RecordKind::kWait: return "wait";
  case RecordKind::kDeadlock: return "deadlock";
  case RecordKind::kMisuse: return "misuse";
  case RecordKind::kNote: return "note";
  case RecordKind::kSuppressions: return "suppressions";
  default: return "";
  }
}

llvm::StringRef eventName(uint16_t kind) {
  switch (EventKind(kind)) {
  case EventKind::kThreadCreate: return "thread-create";
  case EventKind::kThreadStart: return "thread-start";
  case EventKind::kThreadEnd: return "thread-end";
  case EventKind::kJoinReq: return "join-req";
  case EventKind::kJoinOk: return "join-ok";
  case EventKind::kDetach: return "detach";
  case EventKind::kRead: return "read";
  case EventKind::kWrite: return "write";
  case EventKind::kRangeRead: return "range-read";
  case EventKind::kRangeWrite: return "range-write";
  case EventKind::kAlloc: return "alloc";
  case EventKind::kFree: return "free";
  case EventKind::kAtomicLoad: return "atomic-load";
  case EventKind::kAtomicStore: return "atomic-store";
  case EventKind::kAtomicRmw: return "atomic-rmw";
  case EventKind::kAtomicCas: return "atomic-cas";
  case EventKind::kFence: return "fence";
  case EventKind::kAtomicWaitReq: return "atomic-wait-req";
  case EventKind::kAtomicWaitOk: return "atomic-wait-ok";
  case EventKind::kAtomicNotify: return "atomic-notify";
  case EventKind::kObjectInit: return "object-init";
  case EventKind::kObjectDestroy: return "object-destroy";
  case EventKind::kMutexReq: return "mutex-req";
  case EventKind::kMutexOk: return "mutex-ok";
  case EventKind::kMutexRelease: return "mutex-release";
  case EventKind::kRwReq: return "rw-req";
  case EventKind::kRwOk: return "rw-ok";
  case EventKind::kRwRelease: return "rw-release";
  case EventKind::kCondWaitReq: return "cond-wait-req";
  case EventKind::kCondWake: return "cond-wake";
  case EventKind::kCondSignal: return "cond-signal";
  case EventKind::kCondBroadcast: return "cond-broadcast";
  case EventKind::kSemPost: return "sem-post";
  case EventKind::kSemWaitReq: return "sem-wait-req";
  case EventKind::kSemWaitOk: return "sem-wait-ok";
  case EventKind::kBarrierArrive: return "barrier-arrive";
  case EventKind::kBarrierLeave: return "barrier-leave";
  case EventKind::kLatchDown: return "latch-down";
  case EventKind::kLatchWaitReq: return "latch-wait-req";
  case EventKind::kLatchWaitOk: return "latch-wait-ok";
  case EventKind::kOnceEnter: return "once-enter";
  case EventKind::kOnceDone: return "once-done";
  case EventKind::kFutureSet: return "future-set";
  case EventKind::kFutureGetReq: return "future-get-req";
  case EventKind::kFutureGetOk: return "future-get-ok";
  case EventKind::kWaitGroupAdd: return "wait-group-add";
  case EventKind::kWaitGroupWaitReq: return "wait-group-wait-req";
  case EventKind::kWaitGroupWaitOk: return "wait-group-wait-ok";
  case EventKind::kChanMake: return "chan-make";
  case EventKind::kChanClose: return "chan-close";
  case EventKind::kChanSendReq: return "chan-send-req";
  case EventKind::kChanSendOk: return "chan-send-ok";
  case EventKind::kChanSendClosed: return "chan-send-closed";
  case EventKind::kChanRecvReq: return "chan-recv-req";
  case EventKind::kChanRecvOk: return "chan-recv-ok";
  case EventKind::kChanRecvZero: return "chan-recv-zero";
  case EventKind::kSelectReq: return "select-req";
  case EventKind::kSelectOk: return "select-ok";
  case EventKind::kHandleDup: return "handle-dup";
  case EventKind::kHandleMove: return "handle-move";
  case EventKind::kHandleDrop: return "handle-drop";
  case EventKind::kTimerArm: return "timer-arm";
  case EventKind::kTimerFire: return "timer-fire";
  case EventKind::kTimerStop: return "timer-stop";
  case EventKind::kSleepReq: return "sleep-req";
  case EventKind::kSleepOk: return "sleep-ok";
  case EventKind::kClockRead: return "clock-read";
  case EventKind::kExtBlock: return "ext-block";
  case EventKind::kExtUnblock: return "ext-unblock";
  case EventKind::kSignalRaise: return "signal-raise";
  case EventKind::kHandlerBegin: return "handler-begin";
  case EventKind::kHandlerEnd: return "handler-end";
  case EventKind::kForkProcess: return "fork-process";
  case EventKind::kExit: return "exit";
  case EventKind::kChoice: return "choice";
  case EventKind::kWaitSnapshot: return "wait-snapshot";
  case EventKind::kMark: return "mark";
  case EventKind::kLoss: return "loss";
  case EventKind::kAcquire: return "acquire";
  case EventKind::kRelease: return "release";
  case EventKind::kBlocked: return "blocked";
  default: return "";
  }
}

llvm::StringRef operationName(Operation operation) {
  switch (operation) {
  case Operation::kRead: return "read";
  case Operation::kWrite: return "write";
  case Operation::kAtomicRead: return "atomic-read";
  case Operation::kAtomicWrite: return "atomic-write";
  case Operation::kFree: return "free";
  case Operation::kAllocate: return "allocate";
  case Operation::kVptrRead: return "vptr-read";
  case Operation::kVptrWrite: return "vptr-write";
  case Operation::kRangeRead: return "read";
  case Operation::kRangeWrite: return "write";
  case Operation::kSend: return "send";
  case Operation::kClose: return "close";
  case Operation::kReceive: return "receive";
  case Operation::kDestroy: return "destroy";
  case Operation::kSelect: return "select";
  case Operation::kLock: return "lock";
  case Operation::kLockShared: return "lock-shared";
  case Operation::kJoin: return "join";
  case Operation::kConditionWait: return "condition-wait";
  case Operation::kWaitGroupWait: return "wait-group-wait";
  case Operation::kSemaphoreWait: return "semaphore-wait";
  case Operation::kBarrierWait: return "barrier-wait";
  case Operation::kOnce: return "once";
  case Operation::kFutex: return "futex";
  case Operation::kUnlock: return "unlock";
  case Operation::kSignal: return "signal";
  case Operation::kCreate: return "create";
  case Operation::kThreadEnd: return "thread-end";
  case Operation::kRelease: return "release";
  case Operation::kAcquire: return "acquire";
  case Operation::kPost: return "post";
  case Operation::kAdd: return "add";
  case Operation::kUse: return "use";
  default: return "unknown";
  }
}

llvm::StringRef objectKindName(ObjectKind kind) {
  switch (kind) {
  case ObjectKind::kMutex: return "mutex";
  case ObjectKind::kRwLock: return "rwlock";
  case ObjectKind::kSpinLock: return "spin-lock";
  case ObjectKind::kCondition: return "condition";
  case ObjectKind::kSemaphore: return "semaphore";
  case ObjectKind::kBarrier: return "barrier";
  case ObjectKind::kOnce: return "once";
  case ObjectKind::kChannel: return "channel";
  case ObjectKind::kWaitGroup: return "wait-group";
  case ObjectKind::kThread: return "thread";
  case ObjectKind::kAtomic: return "atomic";
  case ObjectKind::kOther: return "other";
  case ObjectKind::kDescriptor: return "descriptor";
  default: return "unknown";
  }
}

llvm::StringRef memoryKindName(MemoryKind kind) {
  switch (kind) {
  case MemoryKind::kGlobal: return "global";
  case MemoryKind::kHeap: return "heap";
  case MemoryKind::kStack: return "stack";
  case MemoryKind::kTls: return "tls";
  case MemoryKind::kObject: return "object";
  default: return "unknown";
  }
}

llvm::StringRef endedName(Ended ended) {
  switch (ended) {
  case Ended::kRunning: return "running";
  case Ended::kExit: return "exit";
  case Ended::kDeadlock: return "deadlock";
  case Ended::kSignal: return "signal";
  case Ended::kExec: return "exec";
  default: return "unknown";
  }
}

} // namespace gordian::log
