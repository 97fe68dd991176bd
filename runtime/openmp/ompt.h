// The part of OpenMP's tool interface that the runtime uses: numbers and layouts of OpenMP 5.2, chapter 19 (OMPT).
//
// Declared here so that Gordian needs no OpenMP to be built. May be included by runtime/openmp/ only.
#ifndef GORDIAN_OPENMP_OMPT_H
#define GORDIAN_OPENMP_OMPT_H

#include "base/types.h"

namespace gordian::ompt {

/// A word that OpenMP keeps for the tool beside each thread, parallel region and task.
struct Data {
  void *pointer;
};

enum Callback : int {
  kThreadBegin = 1, kParallelBegin = 3, kParallelEnd = 4, kTaskCreate = 5, kTaskSchedule = 6, kImplicitTask = 7,
  kSyncRegionWait = 16, kMutexReleased = 17, kDependences = 18, kWork = 20, kSyncRegion = 23, kLockInit = 24,
  kLockDestroy = 25, kMutexAcquire = 26, kMutexAcquired = 27,
};

enum Endpoint : int { kBegin = 1, kEnd = 2, kBeginEnd = 3 };

enum ThreadKind : int { kInitialThread = 1, kWorkerThread = 2 };

enum TaskFlag : int {
  kTaskInitial = 0x1, kTaskImplicit = 0x2, kTaskExplicit = 0x4, kTaskTarget = 0x8, kTaskTaskwait = 0x10,
  kTaskUndeferred = 0x08000000, kTaskMerged = static_cast<int>(0x80000000),
};

enum TaskStatus : int {
  kComplete = 1, kYield = 2, kCancel = 3, kDetach = 4, kEarlyFulfill = 5, kLateFulfill = 6, kSwitch = 7,
  kTaskwaitComplete = 8,
};

enum SyncRegion : int { kTaskwait = 5, kTaskgroup = 6, kReduction = 7, kBarrierImplicitParallel = 9 };

enum Mutex : int { kMutexLock = 1, kMutexTestLock = 2, kMutexNestLock = 3, kMutexTestNestLock = 4, kMutexOrdered = 7 };

enum Work : int { kWorkLoop = 1, kWorkLoopStatic = 10, kWorkLoopDynamic = 11, kWorkLoopGuided = 12, kWorkLoopOther = 13 };

enum DependenceKind : int {
  kIn = 1, kOut = 2, kInOut = 3, kMutexInOutSet = 4, kSource = 5, kSink = 6, kInOutSet = 7, kOutAllMemory = 34,
  kInOutAllMemory = 35,
};

struct Dependence {
  union {
    u64 value;
    void *pointer;
  } variable;
  int kind;  // DependenceKind
};

/// Where a task's frames and the library's meet on the stack.
struct Frame {
  uptr exit, enter;
  int exit_flags, enter_flags;
};

using AnyFunction = void (*)();
using LookUp = AnyFunction (*)(const char *name);
using SetCallback = int (*)(int which, AnyFunction callback);

struct StartToolResult {
  int (*initialize)(LookUp look_up, int device, Data *tool);
  void (*finalize)(Data *tool);
  Data tool;
};

}  // namespace gordian::ompt

#endif
