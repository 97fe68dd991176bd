// The whole process standing still, seen from a helper process that shares its memory.
//
// What must look at all memory and all registers is run by a child that shares the address space but is a process of its
// own: it may trace the threads of this one, and if it reads what has just been unmapped, it dies alone. Threads that
// stand still may hold any lock of the runtime: what runs there takes none and allocates nothing but by `allocate`.
// Sources: clone(2), ptrace(2); the same way as LeakSanitizer's (sanitizer_stop_the_world_linux_libcdep.cpp), told anew.
#ifndef GORDIAN_DEADLOCK_WORLD_H
#define GORDIAN_DEADLOCK_WORLD_H

#include "base/range_set.h"

namespace gordian::deadlock {

/// A kernel thread that stands still.
struct StoppedTask {
  static constexpr u32 kRegisters = 27;
  u32 tid;
  bool is_known;  // its registers could be read
  uptr stack_pointer;
  u64 registers[kRegisters];
};

class World : NonCopyable {
public:
  static constexpr u32 kMaxMappings = 64;

  /// Runs `body(world, context)` in a helper process and waits for it. False if there was no helper, or it died.
  /// `caller` is the kernel thread that calls: it waits, and is never stopped.
  static bool visit(u32 caller, void (*body)(World &, void *), void *context);

  /// Stops all threads but the caller and `spared`. False if the kernel does not allow it; nobody is stopped then. Until
  /// the visit ends they stand still.
  bool stop(u32 spared);

  u32 taskCount() const { return task_count_; }
  const StoppedTask &task(u32 index) const { return tasks_[index]; }
  /// Zeroed memory that is given back when the visit ends; null if there is none.
  void *allocate(u64 bytes);
  u32 processId() const { return process_; }
  /// What allocate has given out.
  u32 mappingCount() const { return mapping_count_; }
  Range mapping(u32 index) const {
    uptr begin = reinterpret_cast<uptr>(mappings_[index].memory);
    return {begin, begin + roundUp(mappings_[index].bytes, kPageBytes)};
  }

private:
  struct Mapping {
    void *memory;
    u64 bytes;
  };
  static void run(void *world);
  bool stopTask(u32 tid, u32 index);
  void release();

  void (*body_)(World &, void *) = nullptr;
  void *context_ = nullptr;
  u32 caller_ = 0, process_ = 0;
  u32 may_trace_ = 0; // the caller has allowed it
  u32 is_done_ = 0;
  StoppedTask *tasks_ = nullptr;
  int *pending_signals_ = nullptr; // that arrived while a task was stopped; delivered when it goes on
  u32 task_count_ = 0, task_capacity_ = 0;
  Mapping mappings_[kMaxMappings] = {};
  u32 mapping_count_ = 0;
};

} // namespace gordian::deadlock

#endif
