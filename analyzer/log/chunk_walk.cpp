#include "log/chunk_walk.h"

#include "log/names.h"

#include <algorithm>

namespace gordian::log {

namespace {

struct Prefix {
  uint16_t kind;
  uint16_t flags;
  uint32_t size;
};

Prefix prefixAt(llvm::StringRef body, uint64_t position) {
  Prefix prefix = {};
  if (position + sizeof(prefix) <= body.size())
    std::memcpy(&prefix, body.data() + position, sizeof(prefix));
  return prefix;
}

bool isEventKind(uint16_t kind) { return kind >= uint16_t(format::RecordKind::kFirstEvent); }

} // namespace

RecordView ChunkWalk::viewAt(uint64_t position, uint64_t size) const {
  Prefix prefix = prefixAt(body_, position);
  return {prefix.kind, prefix.flags, fileOffset(position), body_.substr(position, size)};
}

uint64_t ChunkWalk::keptAt(uint64_t position) {
  Prefix prefix = prefixAt(body_, position);
  uint64_t size = prefix.size;
  if (prefix.kind == 0 || isEventKind(prefix.kind) || size < sizeof(format::Record) || size % 8 != 0 ||
      size > body_.size() - position)
    return 0;
  uint64_t words = (size - sizeof(format::Record)) / 4;
  if (words > check_budget_)
    return 0;
  check_budget_ -= words;
  std::vector<uint32_t> checked(words);
  if (words)
    std::memcpy(checked.data(), body_.data() + position + sizeof(format::Record), words * 4);
  format::Record head;
  std::memcpy(&head, body_.data() + position, sizeof(head));
  return format::checkOf(checked.data(), words) == head.check ? size : 0;
}

uint64_t ChunkWalk::eventAt(uint64_t position) const {
  Prefix prefix = prefixAt(body_, position);
  uint64_t size = prefix.size;
  bool fits =
      size >= format::kShortEventBytes && size % 8 == 0 && position + size <= std::min<uint64_t>(used_, body_.size());
  return isEventKind(prefix.kind) && fits ? size : 0;
}

uint64_t ChunkWalk::nextKept(uint64_t position, uint64_t end) {
  while (position < end && !keptAt(position))
    position += 8;
  return std::min(position, end);
}

uint64_t ChunkWalk::nextEvent(uint64_t position, uint64_t end) const {
  // Events have no check. One of two sizes and a known kind is what tells them from the middle of another event.
  auto plausible = [&](uint64_t at) {
    Prefix prefix = prefixAt(body_, at);
    bool is_known_size = prefix.size == sizeof(format::Event) || prefix.size == format::kShortEventBytes;
    return is_known_size && !eventName(prefix.kind).empty() && eventAt(at);
  };
  for (uint64_t size : {uint64_t(sizeof(format::Event)), uint64_t(format::kShortEventBytes)}) {
    uint64_t stride = position - 8 + size;
    if (stride < end && plausible(stride))
      return stride;
  }
  while (position < end && !plausible(position))
    position += 8;
  return std::min(position, end);
}

void ChunkWalk::deliverKept(uint64_t position, uint64_t size) {
  RecordView view = viewAt(position, size);
  if (recordName(view.kind).empty()) {
    account_.skipped += size;
    ++account_.skipped_records;
    return sink_.skipped(chunk_, view);
  }
  account_.analysed += size;
  ++account_.records;
  sink_.record(chunk_, view);
}

void ChunkWalk::deliverEvent(uint64_t position, uint64_t size) {
  RecordView view = viewAt(position, size);
  uint64_t tseq = chunk_.header.first_event + next_event_++;
  if (eventName(view.kind).empty()) {
    account_.skipped += size;
    ++account_.skipped_records;
    return sink_.skipped(chunk_, view);
  }
  format::Event event = {};
  event.partner = format::kNoThread;
  std::memcpy(&event, view.bytes.data(), std::min<uint64_t>(size, sizeof(event)));
  account_.analysed += size;
  ++account_.events;
  sink_.event(chunk_, tseq, event, view.offset);
}

void ChunkWalk::lose(uint64_t position, uint64_t bytes, const char *reason) {
  account_.lost += bytes;
  ++account_.damaged_places;
  sink_.damaged(fileOffset(position), bytes, reason);
}

void ChunkWalk::walkKept() {
  uint64_t position = 0;
  while (position < body_.size()) {
    if (uint64_t size = keptAt(position)) {
      deliverKept(position, size);
      position += size;
      continue;
    }
    // Behind `used` a half-written record is no damage: the writer had not published it.
    if (position >= used_)
      break;
    uint64_t next = nextKept(position + 8, std::min<uint64_t>(used_, body_.size()));
    lose(position, next - position, "a record whose length or check is wrong");
    position = next;
  }
  account_.unused += body_.size() - position;
}

void ChunkWalk::walkEvents() {
  uint64_t end = std::min<uint64_t>(used_, body_.size());
  uint64_t position = 0;
  while (position < end) {
    if (uint64_t size = eventAt(position)) {
      deliverEvent(position, size);
      position += size;
    } else if (uint64_t kept = keptAt(position)) {
      deliverKept(position, kept);
      position += kept;
    } else {
      uint64_t next = nextEvent(position + 8, end);
      lose(position, next - position, "an event that cannot be one");
      next_event_ += (next - position + sizeof(format::Event) - 1) / sizeof(format::Event);
      position = next;
    }
  }
  account_.unused += body_.size() - position;
}

} // namespace gordian::log
