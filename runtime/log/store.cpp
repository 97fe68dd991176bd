// Slots and kept records; see store.h.
#include "log/store.h"

#include "base/atomic.h"
#include "base/environment.h"
#include "base/print.h"
#include "options.h"

namespace gordian::log {
namespace {

constexpr u32 kCapacity = log_format::kChunkBytes - sizeof(log_format::ChunkHeader);

log_format::FileHeader counts_only;
char folder_bytes[files::kPathBytes];
char program_bytes[files::kPathBytes];

/// The folder's absolute name, so that the log is still found when the program has gone elsewhere.
const char *folder() {
  if (folder_bytes[0]) return folder_bytes;
  const char *named = options().log_dir;
  if (!*named) named = environmentValue("TMPDIR");
  if (!named || !*named) named = "/tmp";
  files::PathText path(folder_bytes);
  if (named[0] != '/' && files::addCurrentFolder(path)) path.add("/");
  path.add(named);
  return folder_bytes;
}

/// The file name of the program.
const char *program() {
  files::PathText path(program_bytes);
  if (!files::addLinkTarget(path, "/proc/self/exe")) path.add("program");
  const char *name = program_bytes;
  for (const char *c = name; *c; ++c)
    if (*c == '/') name = c + 1;
  return name;
}

/// What was counted while there was no file.
void moveCounts() {
  store.file.header->events_lost += exchange(&counts_only.events_lost, uint64_t{0});
  store.file.header->records_lost += exchange(&counts_only.records_lost, uint64_t{0});
}

bool beginKeptChunk() {
  u8 *slot = takeSlot(0, 0);
  if (!slot) return false;
  auto *chunk = reinterpret_cast<log_format::ChunkHeader *>(slot);
  chunk->kind = static_cast<u16>(log_format::ChunkKind::kKept);
  chunk->thread = log_format::kNoThread;
  chunk->sequence = store.kept_chunks++;
  storeRelease(&chunk->magic, log_format::kChunkMagic);
  store.kept = chunk;
  store.kept_used = 0;
  return true;
}

}  // namespace

Store store;

log_format::FileHeader &header() { return store.state == kOpen ? *store.file.header : counts_only; }

bool createFile() {
  s64 result = files::makeFolders(folder());
  if (!system::failed(result)) result = store.file.create(folder(), program());
  if (system::failed(result)) {
    storeRelease(&store.state, u32{kNone});
    warn(Text()
             .add("cannot make a log in '")
             .add(folder())
             .add("': ")
             .add(files::describe(result))
             .add(": findings are only counted; set GORDIAN_OPTIONS=log_dir=FOLDER")
             .c_str());
    return false;
  }
  store.slot_count = 0;
  store.kept = nullptr;
  store.kept_chunks = 0;
  moveCounts();
  storeRelease(&store.state, u32{kOpen});
  return true;
}

bool ready() {
  if (GORDIAN_LIKELY(store.state == kOpen)) return true;
  if (store.state == kNone || !createFile()) return false;
  appendProcess();
  copyDefinitions();
  return true;
}

u8 *takeSlot(u32 reserve, u32 slot_limit) {
  u32 slot = store.slot_count;
  if (slot_limit && slot + reserve >= slot_limit) return nullptr;
  // Grown early, so that kept records find room even if the disk fills up before they come.
  while (store.file.mappedSlots() < slot + 1 + kReservedSlots && store.file.grow()) {}
  if (store.file.mappedSlots() < slot + 1 + reserve) return nullptr;
  store.slot_count = slot + 1;
  storeRelease(&store.file.header->chunk_count, uint64_t{slot + 1});
  return store.file.slotAt(slot);
}

log_format::Record *appendLocked(log_format::RecordKind kind, log_format::Record *record, u64 bytes, const void *tail,
                                 u64 tail_bytes) {
  u64 size = roundUp(bytes + tail_bytes, 8);
  bool has_room = ready() && size <= kCapacity && ((store.kept && store.kept_used + size <= kCapacity) || beginKeptChunk());
  if (!has_room) {
    fetchAdd(&header().records_lost, uint64_t{1});
    return nullptr;
  }
  u8 *place = reinterpret_cast<u8 *>(store.kept + 1) + store.kept_used;
  record->kind = static_cast<u16>(kind);
  record->size = static_cast<u32>(size);
  if (!record->count) record->count = 1;
  copyBytes(place, record, bytes);
  copyBytes(place + bytes, tail, tail_bytes);
  auto *written = reinterpret_cast<log_format::Record *>(place);
  written->check = record->check =
      log_format::checkOf(reinterpret_cast<u32 *>(written + 1), (size - sizeof(log_format::Record)) / 4);
  store.kept_used += static_cast<u32>(size);
  storeRelease(&store.kept->used, store.kept_used);
  return written;
}

log_format::Record *appendWithTail(log_format::RecordKind kind, log_format::Record *record, u64 bytes, const void *tail,
                                   u64 tail_bytes) {
  OwnedGuard guard(store.lock, system::threadId());
  if (guard.isHeld()) return appendLocked(kind, record, bytes, tail, tail_bytes);
  fetchAdd(&header().records_lost, uint64_t{1});
  return nullptr;
}

}  // namespace gordian::log
