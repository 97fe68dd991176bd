// Events: each thread's own chunks, and what goes when the log is full.
//
// A thread's first chunks are small and each of the next four times as large, so that a short thread costs 1 KiB. At the
// limit the oldest chunk of a thread that has ended goes first, then the thread's own oldest one.
#include "log/writer.h"

#include "base/arena.h"
#include "base/bytes.h"
#include "log/store.h"
#include "options.h"
#include "thread.h"

namespace gordian::log {
namespace {

using log_format::ChunkHeader;
using log_format::ChunkKind;
using log_format::Event;
using log_format::EventKind;

constexpr u32 kWholeSlot = 3;
constexpr u16 kPartsOf[] = {64, 16, 4, 1};
constexpr u32 kSlotsPerMb = 16;
constexpr u64 kSmallestLogMb = 2;  // one for kept records, one for events
// So that threads that begin late find room: who has this much already leaves the last eighth of the log to others.
constexpr u64 kModestBytes = 1 << 20;
// When there is no room at all: asking takes the lock, so not for each event.
constexpr u64 kSilence = 1024;
constexpr u32 kWorthPopulating = 4 * kPageBytes;
constexpr u64 kPopulateWrite = 23;  // MADV_POPULATE_WRITE, Linux 5.14

/// A slot whose parts are being handed out.
struct OpenSlot {
  u8 *slot;
  u32 next_part;
};
OpenSlot open_slots[kWholeSlot];
/// Chunks of threads that have ended, oldest first.
EventChunk *retired_oldest, *retired_newest;
/// Grows when all chunks become void (fork).
u32 generation = 1;

/// Holds a thread's log against signal handlers that interrupt the thread; nobody else writes to it.
class LogGuard : NonCopyable {
 public:
  explicit LogGuard(ThreadLog &log) : log_(log), is_held_(!log.is_busy) {
    log_.is_busy = 1;
    compilerBarrier();
  }
  ~LogGuard() {
    compilerBarrier();
    if (is_held_) log_.is_busy = 0;
  }
  bool isHeld() const { return is_held_; }

 private:
  ThreadLog &log_;
  bool is_held_;
};

u64 countEvents(const ChunkHeader &head) {
  const u8 *at = reinterpret_cast<const u8 *>(&head + 1), *end = at + head.used;
  u64 count = 0;
  for (; at < end; at += reinterpret_cast<const Event *>(at)->size) ++count;
  return count;
}

u32 slotLimit(const ThreadLog &log) {
  u64 most = largerOf(kSmallestLogMb, options().log_size_mb) * kSlotsPerMb;
  most = smallerOf<u64>(most, File::kMaxSteps * File::kSlotsPerStep);
  return static_cast<u32>(log.bytes >= kModestBytes ? most / 8 * 7 : most);
}

/// Writes the heads of all parts; the first one, by which the reader knows, last.
void divide(u8 *slot, u16 parts) {
  u64 bytes = log_format::kChunkBytes / parts;
  for (u32 part = parts; part-- > 0;) {
    auto *chunk = reinterpret_cast<ChunkHeader *>(slot + part * bytes);
    chunk->parts = parts;
    chunk->thread = log_format::kNoThread;
    storeRelease(&chunk->magic, log_format::kChunkMagic);
  }
}

EventChunk *describeChunk(u8 *address, u16 parts) {
  EventChunk *chunk = arena::make<EventChunk>();
  chunk->header = reinterpret_cast<ChunkHeader *>(address);
  chunk->bytes = static_cast<u32>(log_format::kChunkBytes / parts);
  return chunk;
}

EventChunk *takeFresh(u32 size_class, u32 slot_limit) {
  u16 parts = kPartsOf[size_class];
  if (size_class == kWholeSlot) {
    u8 *slot = takeSlot(kReservedSlots, slot_limit);
    if (!slot) return nullptr;
    divide(slot, parts);
    return describeChunk(slot, parts);
  }
  OpenSlot &open = open_slots[size_class];
  if (!open.slot || open.next_part == parts) {
    u8 *slot = takeSlot(kReservedSlots, slot_limit);
    if (!slot) return nullptr;
    divide(slot, parts);
    open = {slot, 0};
  }
  return describeChunk(open.slot + open.next_part++ * (log_format::kChunkBytes / parts), parts);
}

EventChunk *takeRetired() {
  EventChunk *chunk = retired_oldest;
  if (chunk) retired_oldest = chunk->next;
  return chunk;
}

EventChunk *takeOwnOldest(ThreadLog &log) {
  EventChunk *chunk = log.oldest;
  if (!chunk) return nullptr;
  log.oldest = chunk->next;
  log.bytes -= chunk->bytes;
  return chunk;
}

/// Makes `chunk` the thread's current one. Whoever looks at any moment sees whole events: `used` is 0 meanwhile.
void beginChunk(ThreadLog &log, EventChunk *chunk) {
  ChunkHeader *head = chunk->header;
  if (head->used) fetchAdd(&header().events_lost, countEvents(*head));
  storeRelease(&head->used, 0u);
  head->thread = log.thread;
  head->sequence = log.sequence++;
  head->first_event = log.events;
  storeRelease(&head->kind, static_cast<uint16_t>(ChunkKind::kEvents));
  chunk->next = nullptr;
  (log.oldest ? log.newest->next : log.oldest) = chunk;
  log.newest = chunk;
  log.bytes += chunk->bytes;
  log.chunk = head;
  log.used = 0;
  log.capacity = chunk->bytes - static_cast<u32>(sizeof(ChunkHeader));
  // One call instead of a page fault for each page; where the kernel does not know it the faults come as before.
  if (chunk->bytes >= kWorthPopulating)
    system::call(SYS_madvise, reinterpret_cast<u64>(head) & ~u64{kPageBytes - 1}, chunk->bytes, kPopulateWrite);
}

void startOver(ThreadLog &log, u32 thread) {
  log.thread = thread;
  log.generation = generation;
  log.chunk = nullptr;
  log.oldest = log.newest = nullptr;
  log.used = log.capacity = 0;
  log.bytes = log.sequence = log.events = log.silent_until = 0;
}

GORDIAN_COLD bool moreRoom(Thread &thread) {
  ThreadLog &log = thread.log;
  if (log.thread != raw(thread.id) || log.generation != generation) startOver(log, raw(thread.id));
  if (log.events < log.silent_until) return false;
  OwnedGuard guard(store.lock, system::threadId());
  if (guard.isHeld() && ready()) {
    u32 size_class = static_cast<u32>(smallerOf<u64>(log.sequence, kWholeSlot));
    EventChunk *chunk = takeFresh(size_class, slotLimit(log));
    if (!chunk) chunk = takeRetired();
    if (!chunk) chunk = takeOwnOldest(log);
    if (chunk) return beginChunk(log, chunk), true;
  }
  log.silent_until = log.events + kSilence;
  return false;
}

void countLost() { fetchAdd(&header().events_lost, uint64_t{1}); }

}  // namespace

namespace {

/// Gives `put` the place of an event of `bytes` bytes, if there is room.
template <class Put> GORDIAN_ALWAYS_INLINE void write(Thread &thread, u32 bytes, Put put) {
  ThreadLog &log = thread.log;
  LogGuard guard(log);
  if (GORDIAN_UNLIKELY(!guard.isHeld())) return countLost();
  bool has_room = log.used + bytes <= log.capacity && log.generation == loadRelaxed(&generation);
  if (GORDIAN_LIKELY(has_room) || moreRoom(thread)) {
    u64 *place = reinterpret_cast<u64 *>(reinterpret_cast<u8 *>(log.chunk + 1) + log.used);
    put(place);
    log.used += bytes;
    storeRelease(&log.chunk->used, log.used);
  } else {
    countLost();
  }
  ++log.events;
}

}  // namespace

void event(Thread &thread, const Event &event) {
  write(thread, sizeof(Event), [&](u64 *place) {
    copyBytes(place, &event, sizeof(Event));
    reinterpret_cast<Event *>(place)->size = sizeof(Event);
  });
}

// Three words from registers: copying a struct that was just filled field by field would wait for its stores.
void shortEvent(Thread &thread, EventKind kind, u16 flags, u32 site, u32 object, u32 object_seq, u32 value) {
  write(thread, log_format::kShortEventBytes, [&](u64 *place) {
    place[0] = u64{log_format::kShortEventBytes} << 32 | u32{flags} << 16 | static_cast<u16>(kind);
    place[1] = u64{object} << 32 | site;
    place[2] = u64{value} << 32 | object_seq;
  });
}

void threadEnded(Thread &thread) {
  ThreadLog &log = thread.log;
  LogGuard guard(log);
  if (!guard.isHeld()) return;
  if (log.oldest && log.generation == generation) {
    OwnedGuard store_guard(store.lock, system::threadId());
    if (!store_guard.isHeld()) return;
    (retired_oldest ? retired_newest->next : retired_oldest) = log.oldest;
    retired_newest = log.newest;
  }
  log.chunk = nullptr;
  log.oldest = log.newest = nullptr;
  log.used = log.capacity = 0;
  log.bytes = 0;
}

void forgetEventChunks() {
  for (OpenSlot &open : open_slots) open = {};
  retired_oldest = retired_newest = nullptr;
  ++generation;
}

}  // namespace gordian::log
