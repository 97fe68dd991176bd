// See sync_finder.h. Names are looked up in one table.
#include "sync_finder.h"

#include "hook_calls.h"
#include "source_names.h"

#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace gordian {

/// Functions that synchronise or manage heap blocks; a star stands for anything. The C++ names are those
/// of functions that lie compiled in libstdc++ and libc++ and call the others there.
static constexpr StringLiteral kSyncNames[] = {"pthread_mutex_*",
                                               "pthread_rwlock_*",
                                               "pthread_spin_*",
                                               "pthread_cond_*",
                                               "pthread_barrier_*",
                                               "pthread_once",
                                               "pthread_create",
                                               "pthread_join",
                                               "pthread_tryjoin_np",
                                               "pthread_timedjoin_np",
                                               "pthread_clockjoin_np",
                                               "pthread_detach",
                                               "pthread_exit",
                                               "pthread_cancel",
                                               "pthread_kill",
                                               "pthread_key_create",
                                               "pthread_key_delete",
                                               "sem_*",
                                               "semop",
                                               "semtimedop",
                                               "msgsnd",
                                               "msgrcv",
                                               "mq_*",
                                               "flockfile",
                                               "ftrylockfile",
                                               "funlockfile",
                                               "mtx_*",
                                               "cnd_*",
                                               "thrd_*",
                                               "call_once",
                                               "__cxa_guard_*",
                                               "fork",
                                               "vfork",
                                               "malloc",
                                               "calloc",
                                               "realloc",
                                               "reallocarray",
                                               "free",
                                               "aligned_alloc",
                                               "posix_memalign",
                                               "memalign",
                                               "valloc",
                                               "pvalloc",
                                               "strdup",
                                               "strndup",
                                               "mmap",
                                               "mmap64",
                                               "munmap",
                                               "mremap",
                                               "_Znwm*",
                                               "_Znam*",
                                               "_ZdlPv*",
                                               "_ZdaPv*",
                                               "_ZNSt6thread15_M_start_thread*",
                                               "_ZNSt6thread4joinEv",
                                               "_ZNSt6thread6detachEv",
                                               "_ZNSt18condition_variable*",
                                               "_ZNSt28__atomic_futex_unsigned_base*",
                                               "_ZNSt3__15mutex*",
                                               "_ZNSt3__115recursive_mutex*",
                                               "_ZNSt3__111timed_mutex*",
                                               "_ZNSt3__121recursive_timed_mutex*",
                                               "_ZNSt3__118condition_variable*",
                                               "_ZNSt3__16thread*",
                                               "_ZNSt3__119__shared_mutex_base*",
                                               "_ZNSt3__114__shared_count*",
                                               "_ZNSt3__111__call_once*",
                                               "omp_*_lock",
                                               "__kmpc_fork_*",
                                               "__kmpc_barrier",
                                               "__kmpc_cancel_barrier",
                                               "__kmpc_critical*",
                                               "__kmpc_end_critical",
                                               "__kmpc_ordered",
                                               "__kmpc_end_ordered",
                                               "__kmpc_doacross_*",
                                               "__kmpc_flush",
                                               "__kmpc_omp_task",
                                               "__kmpc_omp_task_with_deps",
                                               "__kmpc_omp_taskwait*",
                                               "__kmpc_taskloop*",
                                               "__kmpc_end_taskgroup",
                                               "__tsan_*",
                                               "Annotate*",
                                               "__gordian_chan_*",
                                               "__gordian_wait_*",
                                               "__gordian_lock_*",
                                               "__gordian_acquire",
                                               "__gordian_release",
                                               "__gordian_object_destroy",
                                               "__gordian_timer_*",
                                               "__gordian_unfinished_thread",
                                               "__gordian_foreign_begin"};

bool isSyncName(StringRef name) {
  for (StringRef entry : kSyncNames) {
    auto [begin, end] = entry.split('*');
    if (begin.size() == entry.size() ? name == entry
                                     : name.size() >= begin.size() + end.size() && name.starts_with(begin) &&
                                           name.ends_with(end))
      return true;
  }
  return false;
}

/// The functions that touch memory of their caller and that the runtime interposes.
static constexpr StringLiteral kMemoryNames[] = {
    "bcmp", "bcopy", "bzero", "explicit_bzero", "memccpy", "memchr", "memcmp", "memcpy", "memmem", "memmove",
    "mempcpy", "memrchr", "memset", "rawmemchr", "stpcpy", "stpncpy", "strcasecmp", "strcasestr", "strcat", "strchr",
    "strchrnul", "strcmp", "strcpy", "strcspn", "strlen", "strncasecmp", "strncat", "strncmp", "strncpy", "strnlen",
    "strpbrk", "strrchr", "strspn", "strstr", "strsep", "strtok", "strtok_r", "strtol", "strtoul", "strtoll",
    "strtoull", "strtof", "strtod", "strtold", "atoi", "atol", "atoll", "atof", "wcslen", "wcsnlen", "wcscpy",
    "wcpcpy", "wcsncpy", "wcscat", "wcsncat", "wcscmp", "wcsncmp", "wcschr", "wmemcmp", "wmemcpy", "wmemmove",
    "wmemset", "printf", "vprintf", "fprintf", "vfprintf", "dprintf", "vdprintf", "sprintf", "vsprintf", "snprintf",
    "vsnprintf", "asprintf", "vasprintf", "puts", "fputs", "fwrite", "fread", "fgets", "getline", "getdelim",
    "__isoc99_scanf", "__isoc99_fscanf", "__isoc99_sscanf", "__isoc99_vscanf", "__isoc99_vfscanf", "__isoc99_vsscanf",
    "scanf", "fscanf", "sscanf", "vscanf", "vfscanf", "vsscanf", "qsort", "qsort_r", "read", "pread", "pread64",
    "readv", "write", "pwrite", "pwrite64", "writev", "send", "sendto", "sendmsg", "recv", "recvfrom", "recvmsg",
    "poll", "select", "epoll_wait", "gettimeofday", "clock_gettime", "timespec_get", "time", "stat", "lstat", "fstat",
    "localtime", "gmtime", "localtime_r", "gmtime_r", "ctime", "asctime", "mktime", "strftime", "getcwd", "readlink",
    "getenv", "secure_getenv", "setenv", "unsetenv", "putenv", "__memcpy_chk", "__memmove_chk", "__mempcpy_chk",
    "__memset_chk", "__stpcpy_chk", "__strcat_chk", "__strcpy_chk", "__strncat_chk", "__strncpy_chk", "__printf_chk",
    "__fprintf_chk", "__vprintf_chk", "__vfprintf_chk", "__dprintf_chk", "__sprintf_chk", "__vsprintf_chk",
    "__snprintf_chk", "__vsnprintf_chk", "__asprintf_chk", "__vasprintf_chk", "__fgets_chk", "__fread_chk",
    "__read_chk", "__pread_chk", "__pread64_chk", "__recv_chk", "__recvfrom_chk", "__poll_chk"};

bool touchesMemory(const CallBase &call) {
  const Function *callee = call.getCalledFunction();
  return callee && callee->isDeclaration() && is_contained(kMemoryNames, callee->getName());
}

/// The value of memory_order for an ordering of the IR.
static uint32_t memoryOrder(AtomicOrdering ordering) {
  switch (ordering) {
  case AtomicOrdering::Acquire:
    return 2;
  case AtomicOrdering::Release:
    return 3;
  case AtomicOrdering::AcquireRelease:
    return 4;
  case AtomicOrdering::SequentiallyConsistent:
    return 5;
  default:
    return 0;
  }
}

static uint64_t sizeOf(const Instruction &instruction, Type *type) {
  return instruction.getModule()->getDataLayout().getTypeStoreSize(type).getFixedValue();
}

/// Operations that order a thread only with its own signal handlers.
static bool isForOneThread(const Instruction &instruction) {
  std::optional<SyncScope::ID> scope = getAtomicSyncScopeID(&instruction);
  return scope && *scope == SyncScope::SingleThread;
}

static bool describeInstruction(Instruction &instruction, AtomicOperation &operation) {
  auto set = [&](AtomicKind kind, Value *address, Type *type, AtomicOrdering order) {
    operation.kind = kind;
    operation.address = address;
    operation.size = type ? sizeOf(instruction, type) : 0;
    operation.order = memoryOrder(order);
    return true;
  };
  if (auto *load = dyn_cast<LoadInst>(&instruction))
    return set(AtomicKind::Load, load->getPointerOperand(), load->getType(), load->getOrdering());
  if (auto *store = dyn_cast<StoreInst>(&instruction))
    return set(AtomicKind::Store, store->getPointerOperand(), store->getValueOperand()->getType(),
               store->getOrdering());
  if (auto *update = dyn_cast<AtomicRMWInst>(&instruction))
    return set(AtomicKind::ReadModifyWrite, update->getPointerOperand(), update->getType(), update->getOrdering());
  if (auto *exchange = dyn_cast<AtomicCmpXchgInst>(&instruction)) {
    operation.failure_order = memoryOrder(exchange->getFailureOrdering());
    return set(AtomicKind::CompareExchange, exchange->getPointerOperand(), exchange->getNewValOperand()->getType(),
               exchange->getSuccessOrdering());
  }
  if (auto *fence = dyn_cast<FenceInst>(&instruction))
    return set(AtomicKind::Fence, nullptr, nullptr, fence->getOrdering());
  return false;
}

/// A call of libatomic: __atomic_load_16(address, order), or __atomic_load(size, address, result, order) and so on.
static bool describeLibatomicCall(CallInst &call, AtomicOperation &operation) {
  Function *callee = call.getCalledFunction();
  if (!callee || !callee->isDeclaration())
    return false;
  StringRef name = callee->getName();
  if (!name.consume_front("__atomic_"))
    return false;
  auto [stem, digits] = name.rsplit('_');
  bool is_sized = !digits.getAsInteger(10, operation.size);
  if (!is_sized)
    stem = name;
  std::optional<AtomicKind> kind = StringSwitch<std::optional<AtomicKind>>(stem)
                                       .Case("load", AtomicKind::Load)
                                       .Case("store", AtomicKind::Store)
                                       .Case("exchange", AtomicKind::ReadModifyWrite)
                                       .Case("compare_exchange", AtomicKind::CompareExchange)
                                       .Default(std::nullopt);
  if (!kind && is_sized && (stem.starts_with("fetch_") || stem.ends_with("_fetch")))
    kind = AtomicKind::ReadModifyWrite;
  unsigned orders = kind == AtomicKind::CompareExchange ? 2 : 1;
  if (!kind || call.arg_size() < orders + (is_sized ? 1 : 2))
    return false;
  operation.kind = *kind;
  operation.address = call.getArgOperand(is_sized ? 0 : 1);
  operation.size_value = is_sized ? nullptr : call.getArgOperand(0);
  operation.order_value = call.getArgOperand(call.arg_size() - orders);
  operation.failure_value = orders == 2 ? call.getArgOperand(call.arg_size() - 1) : nullptr;
  return operation.address->getType()->isPointerTy() && operation.order_value->getType()->isIntegerTy();
}

bool findAtomic(Instruction &instruction, AtomicOperation &operation) {
  operation.instruction = &instruction;
  if (auto *call = dyn_cast<CallInst>(&instruction))
    return describeLibatomicCall(*call, operation);
  if (!instruction.isAtomic() || isForOneThread(instruction))
    return false;
  return describeInstruction(instruction, operation);
}

/// Functions of `module` from which a function that synchronises can be reached by direct calls.
static SetVector<const Function *> functionsThatSynchronise(const Module &module) {
  SetVector<const Function *> reached;
  for (const Function &function : module)
    if (isSyncName(function.getName()))
      reached.insert(&function);
  for (size_t next = 0; next < reached.size(); ++next)
    for (const User *user : reached[next]->users())
      if (auto *call = dyn_cast<CallBase>(user); call && call->getCalledFunction() == reached[next])
        reached.insert(call->getFunction());
  return reached;
}

SyncCalls::SyncCalls(Module &module, SourceNames &names) : names_(names) {
  for (const Function *function : functionsThatSynchronise(module)) {
    const DISubprogram *subprogram = function->getSubprogram();
    if (function->isDeclaration() || !subprogram || !names.isLibrary(*subprogram)) {
      roles_[function] = Role::User;
      continue;
    }
    // A library function whose address is taken may be called by somebody who does not speak for it.
    roles_[function] =
        function->hasAddressTaken() || function->use_empty() ? Role::SpeakingLibrary : Role::QuietLibrary;
  }
}

/// Code of the user's that was inlined into a library function (a callback) speaks for itself.
bool SyncCalls::standsInUserCode(const CallBase &call) const {
  const DILocation *location = call.getDebugLoc();
  return location && location->getInlinedAt() && !names_.isLibrary(*location->getScope()->getSubprogram());
}

bool SyncCalls::isAnnounced(const CallBase &call) const {
  const Function *callee = call.getCalledFunction();
  if (!callee)
    return false;
  auto caller_role = roles_.find(call.getFunction());
  if (caller_role != roles_.end() && caller_role->second == Role::QuietLibrary && !standsInUserCode(call))
    return false;
  if (isSyncName(callee->getName()))
    return true;
  auto callee_role = roles_.find(callee);
  return callee_role != roles_.end() && callee_role->second == Role::QuietLibrary;
}

} // namespace gordian
