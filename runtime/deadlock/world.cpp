// Making the helper, and stopping threads by ptrace; see world.h.
#include "deadlock/world.h"

#include "base/files.h"
#include "base/print.h"
#include "base/system.h"

#include <fcntl.h>
#include <linux/prctl.h>
#include <linux/sched.h>
#include <sys/wait.h>

namespace gordian::deadlock {
namespace {

constexpr u64 kStackBytes = 256 * 1024;
// <sys/ptrace.h> and <linux/ptrace.h> do not go together; these are the kernel's numbers.
constexpr u64 kGetRegisters = 12, kDetach = 17, kSeize = 0x4206, kInterrupt = 0x4207;
constexpr int kEventStop = 128;
constexpr u64 kWaitAll = 0x40000000;

s64 trace(u64 request, u32 tid, u64 address, u64 data) { return system::call(SYS_ptrace, request, tid, address, data); }

u64 word(const void *pointer) { return reinterpret_cast<u64>(pointer); }

/// As fork, but the child shares the memory and begins in `entry(argument)` on its own stack.
s64 cloneProcess(void *stack_end, void (*entry)(void *), void *argument) {
  constexpr u64 kFlags = CLONE_VM | CLONE_FS | CLONE_UNTRACED;
  s64 result;
  register u64 r10 __asm__("r10") = 0;
  register u64 r8 __asm__("r8") = 0;
  register void (*r9)(void *) __asm__("r9") = entry;
  register void *r12 __asm__("r12") = argument;
  __asm__ volatile("syscall\n\t"
                   "test %%rax, %%rax\n\t"
                   "jnz 1f\n\t"
                   "xor %%ebp, %%ebp\n\t"
                   "mov %%r12, %%rdi\n\t"
                   "call *%%r9\n\t"
                   "ud2\n"
                   "1:"
                   : "=a"(result)
                   : "a"(SYS_clone), "D"(kFlags), "S"(stack_end), "d"(0), "r"(r10), "r"(r8), "r"(r9), "r"(r12)
                   : "rcx", "r11", "memory");
  return result;
}

/// Calls `visit(tid)` for each thread of the process; stops when it returns false.
template <class Visit> bool forEachTask(u32 process, Visit visit) {
  struct Entry {
    u64 inode;
    s64 offset;
    u16 size;
    u8 type;
    char name[1];
  };
  Text path;
  path.add("/proc/").addNumber(process).add("/task");
  s64 folder = files::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (system::failed(folder))
    return false;
  alignas(8) char entries[4096];
  bool goes_on = true;
  s64 bytes = 0;
  while (goes_on && (bytes = system::call(SYS_getdents64, folder, word(entries), sizeof entries)) > 0)
    for (s64 at = 0; goes_on && at < bytes; at += reinterpret_cast<Entry *>(entries + at)->size) {
      u32 tid = 0;
      for (const char *c = reinterpret_cast<Entry *>(entries + at)->name; *c >= '0' && *c <= '9'; ++c)
        tid = tid * 10 + static_cast<u32>(*c - '0');
      if (tid)
        goes_on = visit(tid);
    }
  files::close(folder);
  return goes_on && !system::failed(bytes);
}

} // namespace

void World::run(void *argument) {
  World &world = *static_cast<World *>(argument);
  while (!loadAcquire(&world.may_trace_))
    system::yield();
  world.body_(world, world.context_);
  world.release();
  storeRelease(&world.is_done_, 1u);
  for (;;)
    system::call(SYS_exit, 0);
}

bool World::visit(u32 caller, void (*body)(World &, void *), void *context) {
  World world;
  world.body_ = body;
  world.context_ = context;
  world.caller_ = caller;
  world.process_ = system::processId();
  void *stack = system::map(kStackBytes);
  if (!stack)
    return false;
  // Nobody's signal handler runs in the helper: it would run the program's code in another process.
  u64 all = ~u64{0}, before;
  system::call(SYS_rt_sigprocmask, 0 /* SIG_BLOCK */, word(&all), word(&before), 8);
  s64 helper = cloneProcess(static_cast<char *>(stack) + kStackBytes, run, &world);
  if (!system::failed(helper)) {
    // Where Yama restricts tracing to ancestors. Refused where there is no Yama, which then does not restrict it.
    system::call(SYS_prctl, PR_SET_PTRACER, static_cast<u64>(helper), 0, 0, 0);
    storeRelease(&world.may_trace_, 1u);
    while (system::call(SYS_wait4, static_cast<u64>(helper), 0, kWaitAll, 0) == -4) {
    }
    system::call(SYS_prctl, PR_SET_PTRACER, 0, 0, 0, 0);
  }
  system::call(SYS_rt_sigprocmask, 2 /* SIG_SETMASK */, word(&before), 0, 8);
  bool is_done = loadAcquire(&world.is_done_);
  if (!is_done)
    world.release(); // the helper died: what it had mapped is ours
  system::unmap(stack, kStackBytes);
  return is_done;
}

void *World::allocate(u64 bytes) {
  if (mapping_count_ == kMaxMappings)
    return nullptr;
  // Not by system::map, whose lock somebody who stands still may hold. The marks find nothing in it that is not theirs.
  s64 result = system::call(SYS_mmap, 0, bytes, 3 /* PROT_READ | PROT_WRITE */, 0x22 /* MAP_PRIVATE | MAP_ANONYMOUS */,
                            static_cast<u64>(-1), 0);
  if (system::failed(result))
    return nullptr;
  void *memory = reinterpret_cast<void *>(result);
  mappings_[mapping_count_++] = {memory, bytes};
  return memory;
}

bool World::stopTask(u32 tid, u32 index) {
  if (system::failed(trace(kSeize, tid, 0, 0)))
    return false;
  StoppedTask &task = tasks_[index];
  task.tid = tid;
  pending_signals_[index] = 0;
  ++task_count_;
  trace(kInterrupt, tid, 0, 0);
  int status = 0;
  while (system::call(SYS_wait4, tid, word(&status), kWaitAll, 0) == -4) {
  }
  if (!WIFSTOPPED(status))
    return true; // it has just ended
  if (status >> 16 != kEventStop)
    pending_signals_[index] = WSTOPSIG(status);
  // struct user_regs_struct: r15 r14 r13 r12 rbp rbx ... rsp is the 20th.
  constexpr u32 kStackPointer = 19;
  task.is_known = !system::failed(trace(kGetRegisters, tid, 0, word(task.registers)));
  task.stack_pointer = task.registers[kStackPointer];
  return true;
}

bool World::stop(u32 spared) {
  // Threads that begin while others are being stopped are found in the next round; the last finds none.
  for (u32 found = 1; found;) {
    found = 0;
    bool is_complete = forEachTask(process_, [&](u32 tid) {
      if (tid == caller_ || tid == spared)
        return true;
      for (u32 i = 0; i < task_count_; ++i)
        if (tasks_[i].tid == tid)
          return true;
      if (task_count_ == task_capacity_) {
        u32 capacity = task_capacity_ ? task_capacity_ * 4 : 256;
        auto *tasks = static_cast<StoppedTask *>(allocate(capacity * sizeof(StoppedTask)));
        auto *signals = static_cast<int *>(allocate(capacity * sizeof(int)));
        if (!tasks || !signals)
          return false;
        for (u32 i = 0; i < task_count_; ++i) {
          tasks[i] = tasks_[i];
          signals[i] = pending_signals_[i];
        }
        tasks_ = tasks, pending_signals_ = signals, task_capacity_ = capacity;
      }
      ++found;
      return stopTask(tid, task_count_);
    });
    if (!is_complete)
      return false;
  }
  return true;
}

void World::release() {
  for (u32 i = 0; i < task_count_; ++i)
    trace(kDetach, tasks_[i].tid, 0, static_cast<u64>(pending_signals_[i]));
  task_count_ = 0;
  for (u32 i = 0; i < mapping_count_; ++i)
    system::call(SYS_munmap, word(mappings_[i].memory), mappings_[i].bytes);
  mapping_count_ = 0;
}

} // namespace gordian::deadlock
