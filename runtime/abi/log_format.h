/* The log: what the runtime leaves behind, byte by byte. README.md beside this file is the prose; here are constants
 * and PODs only. Written by runtime/log, read by analyzer/log, which trusts nothing in it. Little-endian, all records
 * aligned to 8 bytes.
 *
 *   file   := FileHeader slot*                     (FileHeader padded to kHeaderBytes; slots are kChunkBytes each)
 *   slot   := chunk | chunk chunk ...              (ChunkHeader.parts of the first chunk says how many, all alike)
 *   chunk  := ChunkHeader record* unused           (records fill exactly ChunkHeader.used bytes)
 *   record := Record... or Event...                (first 8 bytes alike: kind, flags, size)
 */
#ifndef GORDIAN_ABI_LOG_FORMAT_H
#define GORDIAN_ABI_LOG_FORMAT_H

#include <cstddef>
#include <cstdint>

namespace gordian::log_format {

inline constexpr char kMagic[8] = {'G', 'O', 'R', 'D', 'L', 'O', 'G', '\n'};
inline constexpr uint32_t kVersion = 1;
inline constexpr uint32_t kByteOrder = 0x01020304;
inline constexpr uint64_t kHeaderBytes = 4096;
inline constexpr uint64_t kChunkBytes = 64 * 1024;
inline constexpr uint32_t kChunkMagic = 0x4b4e4843;  // "CHNK"
inline constexpr uint32_t kNoThread = 0xffffffff;

/// How the process ended, as far as the runtime could see it. kRunning in a log at rest: killed.
enum class Ended : uint32_t { kRunning = 0, kExit = 1, kDeadlock = 2, kSignal = 3, kExec = 4 };

struct FileHeader {
  char magic[8];
  uint32_t version;
  uint32_t byte_order;
  uint64_t header_bytes;
  uint64_t chunk_bytes;
  uint64_t start_time_ns;  // CLOCK_REALTIME
  uint32_t pid;
  uint32_t parent_pid;
  uint32_t ended;          // Ended; written last
  int32_t status;          // exit status or signal number, when ended says so
  uint64_t chunk_count;    // slots handed out so far (updated atomically, before the slot's headers are written)
  uint64_t events_lost;    // events overwritten or not written: the log was full, or the disk
  uint64_t records_lost;   // kept records not written: the disk was full
  uint64_t findings;       // RACE, DEADLOCK and MISUSE records written that are errors
  char tool_version[40];   // "gordian 0.1.0", zero-terminated
};
static_assert(sizeof(FileHeader) == 128);

/// A thread's first event chunks are small, so that thousands of short threads do not cost a slot each. All headers of a
/// slot with parts are written (kFree, parts) before the first of them is handed out.
inline constexpr uint16_t kMaxParts = 64;

/// What a chunk holds. Kept chunks are never overwritten; event chunks form a ring for each thread when the log is full.
enum class ChunkKind : uint16_t { kFree = 0, kKept = 1, kEvents = 2 };

struct ChunkHeader {
  uint32_t magic;        // kChunkMagic
  uint16_t kind;         // ChunkKind
  uint16_t parts;        // chunks in this slot: 0 and 1: one of kChunkBytes; 4, 16 or 64: that many of kChunkBytes / parts
  uint32_t thread;       // logical thread whose records these are; kNoThread: the process's
  uint32_t used;         // bytes of whole records after this header (stored with release order after each record)
  uint64_t sequence;     // number of this chunk among the thread's chunks of this kind; grows when a chunk is reused
  uint64_t first_event;  // event chunks: tseq (index among the thread's events) of the first event here
};
static_assert(sizeof(ChunkHeader) == 32);

// ---- Kept records -------------------------------------------------------------------------------------------------

/// Kinds below kFirstEvent are kept records. A reader skips kinds that it does not know, and counts them.
enum class RecordKind : uint16_t {
  kNone = 0,
  kProcess = 1,    // ProcessRecord
  kModule = 2,     // ModuleRecord
  kUnit = 3,       // UnitRecord
  kThread = 4,     // ThreadRecord
  kThreadName = 5, // ThreadNameRecord
  kThreadEnd = 6,  // ThreadEndRecord
  kObject = 7,     // ObjectRecord
  kStack = 8,      // StackRecord
  kLockset = 9,    // LocksetRecord
  kRace = 10,      // RaceRecord
  kWait = 11,      // WaitRecord
  kDeadlock = 12,  // DeadlockRecord, after its WaitRecords
  kMisuse = 13,    // MisuseRecord
  kNote = 14,      // NoteRecord: something that was not understood, for the coverage note
  kSuppressions = 15,  // NoteRecord: suppressions that the program brings itself; of several records the texts follow each other
  kLastKept = 255,
  kFirstEvent = 256,
};

/// Head of every kept record. `check` is checkOf() over the bytes from offset 16 to `size`. `count` may be raised in
/// place later (how often the same finding came up again) and is not covered by the check.
struct Record {
  uint16_t kind;
  uint16_t flags;
  uint32_t size;   // whole record, a multiple of 8
  uint32_t check;
  uint32_t count;
};
static_assert(sizeof(Record) == 16);

/// FNV-1a, 32 bits (Fowler, Noll, Vo), over 4-byte words.
constexpr uint32_t checkOf(const uint32_t *words, size_t count) {
  uint32_t hash = 2166136261u;
  for (size_t i = 0; i < count; ++i) hash = (hash ^ words[i]) * 16777619u;
  return hash;
}

/// Texts follow as zero-terminated strings, in this order: executable path, working folder, GORDIAN_OPTIONS as given,
/// runtime version, then the argv strings (argument_count of them).
struct ProcessRecord {
  Record head;
  uint32_t argument_count;
  uint32_t reserved;
};

/// A loaded ELF object. Path (zero-terminated) and then build_id_bytes of build id follow.
struct ModuleRecord {
  Record head;
  uint32_t module;         // number of the module in this log, from 0
  uint32_t build_id_bytes;
  uint64_t base;           // load bias: address = base + virtual address in the file
  uint64_t begin, end;     // addresses covered by its segments
  uint32_t path_bytes;     // with the zero
  uint32_t flags;          // kModuleInstrumented
};
inline constexpr uint32_t kModuleInstrumented = 1;

/// A unit registered its sites: numbers site_base to site_base + site_count - 1 are its sites 0 ... .
struct UnitRecord {
  Record head;
  uint64_t unit_id;
  uint64_t address;   // of its struct gordian_unit: tells the module
  uint32_t site_base;
  uint32_t site_count;
};

struct ThreadRecord {
  Record head;
  uint32_t thread;   // 0 is main
  uint32_t parent;   // kNoThread for main and for threads whose creation was not seen
  uint32_t os_tid;
  uint32_t stack;    // StackRecord of the creation; 0: unknown
  uint32_t site;     // of the creating call; 0: unknown
  uint32_t flags;    // kThread…
};
inline constexpr uint32_t kThreadSystem = 1, kThreadFiber = 2;  // a fiber or task, which runs on the threads of others

struct ThreadNameRecord {
  Record head;
  uint32_t thread;
  char name[20];
};

struct ThreadEndRecord {
  Record head;
  uint32_t thread;
  uint32_t reserved;
};

enum class ObjectKind : uint32_t {
  kUnknown = 0, kMutex = 1, kRwLock = 2, kSpinLock = 3, kCondition = 4, kSemaphore = 5, kBarrier = 6, kOnce = 7,
  kChannel = 8, kWaitGroup = 9, kThread = 10, kAtomic = 11, kOther = 12, kDescriptor = 13,
};

/// A synchronisation object, written when it first matters. For kThread `address` is the logical thread number, for
/// kDescriptor the number of the descriptor.
struct ObjectRecord {
  Record head;
  uint32_t object;        // number in this log, from 1
  uint32_t object_kind;   // ObjectKind
  uint64_t address;
  uint64_t capacity;      // channels, barriers; else 0
  uint64_t element_size;  // channels; else 0
  uint32_t thread;        // who made or first used it
  uint32_t stack;         // where; 0: unknown
  uint32_t site;          // the call there; its expression names the object
  uint32_t flags;         // kObject…
};
inline constexpr uint32_t kObjectRecursive = 1, kObjectProcessShared = 2, kObjectRobust = 4,
                          kObjectOfNoThread = 8;  // a lock that another thread may give back

/// A call stack: `depth` return addresses follow (uint64_t), innermost first. Each is the address after a call; the
/// innermost position itself is the site that stands beside the stack id. Stack 0 is "unknown".
struct StackRecord {
  Record head;
  uint32_t stack;  // number in this log, from 1
  uint32_t depth;
};

/// Locks held: `count` entries follow. Lockset 0 is "none held".
struct LocksetRecord {
  Record head;
  uint32_t lockset;  // number in this log, from 1
  uint32_t count;
};
struct LocksetEntry {
  uint32_t object;
  uint32_t mode;   // 0 exclusive, 1 shared
  uint32_t site;   // where it was taken
  uint32_t stack;  // 0: not kept
};

enum class Operation : uint16_t {
  kUnknown = 0, kRead = 1, kWrite = 2, kAtomicRead = 3, kAtomicWrite = 4, kFree = 5, kAllocate = 6, kVptrRead = 7,
  kVptrWrite = 8, kRangeRead = 9, kRangeWrite = 10, kSend = 11, kClose = 12, kReceive = 13, kDestroy = 14,
  // waits
  kSelect = 32, kLock = 33, kLockShared = 34, kJoin = 35, kConditionWait = 36, kWaitGroupWait = 37, kSemaphoreWait = 38,
  kBarrierWait = 39, kOnce = 40, kFutex = 41,
  // misuse and the nearest synchronisation
  kUnlock = 64, kSignal = 65, kCreate = 66, kThreadEnd = 67, kRelease = 68, kAcquire = 69, kPost = 70, kAdd = 71,
  kUse = 72,
};

enum : uint16_t {
  kStackUnknown = 1,      // the history no longer reaches: only site, function and thread are known
  kLocksUnknown = 2,
  kInSignalHandler = 4,
};

struct AccessRecord {
  uint64_t address;    // first byte of this access
  uint64_t size;       // bytes
  uint64_t clock;      // this thread's epoch at the access
  uint16_t operation;  // Operation
  uint16_t flags;
  uint32_t thread;
  uint32_t site;       // innermost position, and the expression
  uint32_t stack;
  uint32_t lockset;
  uint32_t reserved;
};
static_assert(sizeof(AccessRecord) == 48);

/// Something that ordered, or would have ordered.
struct SyncPoint {
  uint16_t operation;  // Operation; kUnknown: there was none, or it is not known
  uint16_t flags;
  uint32_t thread;
  uint32_t object;     // 0: none
  uint32_t site;
  uint64_t clock;      // the thread's epoch then
};

enum class MemoryKind : uint32_t { kUnknown = 0, kGlobal = 1, kHeap = 2, kStack = 3, kTls = 4, kObject = 5 };

enum class FindingKind : uint32_t {
  kDataRace = 1, kUseAfterFreeRace, kVptrRace, kDeadlock, kPartialDeadlock, kLockOrderInversion, kChannelCycle,
  kLeakedThread, kLockHeldWhileBlocking, kSendOnClosedChannel, kCloseOfClosedChannel, kDoubleLock,
  kUnlockByOtherThread, kUnlockOfUnlocked, kDestroyOfLockedMutex, kDestroyOfUnfinishedThread, kWaitGroupMisuse,
  kConditionMisuse, kSignalUnsafeCall, kUseAfterDestroy, kUseBeforeInit, kUseOfCopiedObject, kLockHeldAtThreadEnd,
  kSemaphoreMisuse, kBarrierMisuse, kJoinMisuse, kUnjoinedThread, kErrnoSpoiled, kDescriptorRace,
};
/// The kinds as reports name them, by number.
inline constexpr const char *kFindingKindNames[] = {
  "", "data-race", "use-after-free-race", "vptr-race", "deadlock", "partial-deadlock", "lock-order-inversion",
  "channel-cycle", "leaked-thread", "lock-held-while-blocking", "send-on-closed-channel", "close-of-closed-channel",
  "double-lock", "unlock-by-other-thread", "unlock-of-unlocked", "destroy-of-locked-mutex",
  "destroy-of-unfinished-thread", "wait-group-misuse", "condition-misuse", "signal-unsafe-call", "use-after-destroy",
  "use-before-init", "use-of-copied-object", "lock-held-at-thread-end", "semaphore-misuse", "barrier-misuse",
  "join-misuse", "unjoined-thread", "errno-spoiled", "descriptor-race",
};

/// Two accesses that nothing orders. head.count says how often this pair of places came up.
struct RaceRecord {
  Record head;
  uint32_t finding;           // FindingKind
  uint32_t memory_kind;       // MemoryKind
  AccessRecord earlier, later;
  uint64_t memory_address;    // start of the heap block, stack or TLS area; else the address itself
  uint64_t memory_size;       // heap block: bytes asked for
  uint32_t memory_thread;     // who allocated the block, or whose stack or TLS it is
  uint32_t memory_stack;      // heap: where it was allocated
  uint32_t memory_object;     // a synchronisation object at that address, or 0
  uint32_t memory_site;       // heap: the allocating call; 0: unknown
  uint64_t later_knows;       // how far the later thread had seen the earlier one: less than earlier.clock
  SyncPoint release;          // first release by the earlier thread after its access
  SyncPoint acquire;          // last acquire by the later thread before its access
};

/// One thread's wait, part of deadlock number `deadlock`. `object_count` WaitCases follow, then `waker_count` thread
/// numbers (uint32_t, padded to 8): who could end the wait if they could run.
struct WaitRecord {
  Record head;
  uint32_t deadlock;
  uint32_t thread;
  uint32_t operation;  // Operation
  uint32_t site;
  uint32_t stack;
  uint32_t lockset;
  uint32_t object_count;
  uint32_t waker_count;
};
struct WaitCase {
  uint32_t object;     // 0: a nil channel
  uint32_t operation;  // Operation
};

/// head.flags of a leak: found when the process ended, when a scope ended; neither: while the program ran.
inline constexpr uint16_t kLeakAtEnd = 1, kLeakInScope = 2;

/// Threads that can never run again. Complete when its `wait_count` WaitRecords precede it.
struct DeadlockRecord {
  Record head;
  uint32_t finding;   // kDeadlock, kPartialDeadlock, or kLeakedThread: they wait at one place, and nobody can wake them
  uint32_t deadlock;  // from 1
  uint32_t wait_count;
  uint32_t live_threads;  // threads that could go on
};

struct MisuseRecord {
  Record head;
  uint32_t finding;  // FindingKind
  uint32_t object;
  uint32_t thread, site, stack;                    // what is wrong now
  uint32_t other_thread, other_site, other_stack;  // what it collides with: the first lock, the close; kNoThread: none
  int64_t value;     // wait group: the counter; others: which of the kind's ways (analyzer/analysis/misuse.cpp)
};
/// head.flags of a MisuseRecord: said for information only; or refused by libc, so that the program could go on.
inline constexpr uint16_t kMisuseIsNote = 1, kMisuseIsRefused = 2;

/// Something this run could not see; a zero-terminated text follows. Said once for each text.
struct NoteRecord {
  Record head;
  uint64_t value;
};

// ---- Events: the vocabulary of ALGORITHMS section 7 ------------------------------------------------------------------
// The thread is the chunk's; tseq is the index in the thread (ChunkHeader.first_event + position). `object_seq` numbers
// the operations of one object in the order in which they took effect. Topological order of tseq and object_seq
// rebuilds a total order. Blocking operations leave two events, …Req before and …Ok after.

enum class EventKind : uint16_t {
  kThreadCreate = 256, kThreadStart, kThreadEnd, kJoinReq, kJoinOk, kDetach,           // object: kThread object
  kRead = 272, kWrite, kRangeRead, kRangeWrite, kAlloc, kFree,                          // object: address; extra: size
  kAtomicLoad = 288, kAtomicStore, kAtomicRmw, kAtomicCas, kFence, kAtomicWaitReq, kAtomicWaitOk, kAtomicNotify,
  kObjectInit = 304, kObjectDestroy,
  kMutexReq = 312, kMutexOk, kMutexRelease,                                             // value: mode
  kRwReq = 320, kRwOk, kRwRelease,                                                      // value: mode
  kCondWaitReq = 328, kCondWake, kCondSignal, kCondBroadcast,                           // extra: mutex object
  kSemPost = 336, kSemWaitReq, kSemWaitOk,                                              // value: count after
  kBarrierArrive = 344, kBarrierLeave, kLatchDown, kLatchWaitReq, kLatchWaitOk,         // value: generation
  kOnceEnter = 352, kOnceDone, kFutureSet, kFutureGetReq, kFutureGetOk,
  kWaitGroupAdd = 360, kWaitGroupWaitReq, kWaitGroupWaitOk,                             // value: count after; extra: delta
  kChanMake = 368, kChanClose, kChanSendReq, kChanSendOk, kChanSendClosed, kChanRecvReq, kChanRecvOk, kChanRecvZero,
                                              // Ok: value: length after; extra: k; partner: thread of a rendezvous
  kSelectReq = 384, kSelectOk,                                                          // value: cases / chosen index
  kHandleDup = 392, kHandleMove, kHandleDrop,
  kTimerArm = 400, kTimerFire, kTimerStop, kSleepReq, kSleepOk, kClockRead,
  kExtBlock = 408, kExtUnblock,
  kSignalRaise = 416, kHandlerBegin, kHandlerEnd, kForkProcess, kExit,
  kChoice = 424, kWaitSnapshot, kMark, kLoss,
  kAcquire = 432, kRelease,                                                             // told by a library
  kBlocked = 440,  // a wait that blocked is over: value: Operation; extra: when it began, CLOCK_REALTIME in ns;
                   // partner: how long it took in microseconds; no object_seq; object: what it waited for, if one thing
};

enum : uint16_t {
  kEventInternal = 1, kEventTry = 2, kEventTimed = 4, kEventFailed = 8, kEventSystem = 16, kEventTaint = 32,
  kEventSelect = 64, kEventForPartner = 128,  // done by another thread on behalf of the chunk's thread: see partner
};

struct Event {
  uint16_t kind;        // EventKind
  uint16_t flags;
  uint32_t size;        // sizeof(Event) or kShortEventBytes today; a reader accepts any multiple of 8 from the latter on
  uint32_t site;
  uint32_t object;      // ObjectRecord number; accesses: low half of the address
  uint32_t object_seq;
  uint32_t value;
  uint64_t extra;
  uint32_t partner;     // thread number or kNoThread
  uint32_t stack;       // StackRecord or 0
};
static_assert(sizeof(Event) == 40);

/// An event may stop before `extra`: what is missing is 0, and kNoThread for `partner`. Locks, of which a program may take
/// millions a second, are written so.
inline constexpr uint32_t kShortEventBytes = offsetof(Event, extra);
static_assert(kShortEventBytes == 24);

}  // namespace gordian::log_format

#endif
