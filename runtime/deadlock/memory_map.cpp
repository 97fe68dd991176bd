// Reading /proc/PID/maps; see memory_map.h.
#include "deadlock/memory_map.h"

#include "base/bytes.h"
#include "base/files.h"
#include "base/print.h"
#include "base/system.h"

#include <fcntl.h>

namespace gordian::deadlock {
namespace {

constexpr u32 kMaxLine = 512; // longer ones are cut: only the begin and the end of a path matter

u64 readHex(const char *&at) {
  u64 value = 0;
  for (;; ++at) {
    if (*at >= '0' && *at <= '9')
      value = value * 16 + static_cast<u64>(*at - '0');
    else if (*at >= 'a' && *at <= 'f')
      value = value * 16 + static_cast<u64>(*at - 'a' + 10);
    else
      return value;
  }
}

bool endsWith(const char *text, const char *end) {
  u64 length = lengthOf(text), end_length = lengthOf(end);
  return length >= end_length && beginsWith(text + length - end_length, end);
}

} // namespace

/// "begin-end rw-p offset device inode   path"
void MemoryMap::addLine(const char *line) {
  const char *at = line;
  uptr begin = readHex(at);
  if (*at++ != '-')
    return;
  uptr end = readHex(at);
  if (at[0] != ' ' || at[1] != 'r' || at[2] != 'w' || count_ == capacity_)
    return;
  for (u32 blanks = 0; *at && blanks < 5; ++at)
    blanks += *at == ' ' && at[1] != ' ';
  while (*at == ' ')
    ++at;
  Segment segment = {};
  segment.begin = begin;
  segment.end = end;
  segment.is_file = *at == '/';
  segment.is_log = segment.is_file && (endsWith(at, ".glog") || endsWith(at, ".glog (deleted)"));
  bool follows_data = count_ && segments_[count_ - 1].is_data && segments_[count_ - 1].end == begin;
  segment.is_data = !segment.is_log && (segment.is_file || (*at == 0 && follows_data));
  segments_[count_++] = segment;
}

bool MemoryMap::read(World &world) {
  capacity_ = 1 << 17; // the kernel's own limit is 65,530 unless somebody has raised it
  segments_ = static_cast<Segment *>(world.allocate(capacity_ * sizeof(Segment)));
  if (!segments_)
    return false;
  Text path;
  path.add("/proc/").addNumber(world.processId()).add("/maps");
  s64 file = files::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (system::failed(file))
    return false;
  char buffer[4096], line[kMaxLine];
  u32 length = 0;
  s64 got;
  while ((got = system::call(SYS_read, file, reinterpret_cast<u64>(buffer), sizeof buffer)) > 0)
    for (s64 i = 0; i < got; ++i) {
      if (buffer[i] == '\n') {
        line[length] = 0;
        addLine(line);
        length = 0;
      } else if (length + 1 < kMaxLine) {
        line[length++] = buffer[i];
      }
    }
  files::close(file);
  return got == 0 && count_ < capacity_;
}

Segment *MemoryMap::find(uptr address) {
  u32 low = 0, high = count_;
  while (low < high) {
    u32 middle = (low + high) / 2;
    if (segments_[middle].end <= address)
      low = middle + 1;
    else
      high = middle;
  }
  return low < count_ && segments_[low].begin <= address ? &segments_[low] : nullptr;
}

} // namespace gordian::deadlock
