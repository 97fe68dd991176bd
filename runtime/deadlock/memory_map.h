// The writable memory of the process, by /proc/PID/maps.
//
// Runs in the helper process while the world may stand still: no lock, no allocation but from the World.
// Source: proc(5).
#ifndef GORDIAN_DEADLOCK_MEMORY_MAP_H
#define GORDIAN_DEADLOCK_MEMORY_MAP_H

#include "base/range_set.h"
#include "deadlock/world.h"

namespace gordian::deadlock {

struct Segment {
  uptr begin, end;
  bool is_file;   // data of a module, or another mapped file
  bool is_data;   // is_file, or the zeroed data that follows a module's
  bool is_log;    // the runtime's own log
  bool has_heap;  // a heap block lies in it
  bool has_stack; // a thread's stack lies in it
};

class MemoryMap : NonCopyable {
public:
  /// False if the map can't be read.
  bool read(World &world);
  u32 size() const { return count_; }
  Segment &operator[](u32 index) { return segments_[index]; }
  /// The segment that holds `address`; null: it is not writable memory.
  Segment *find(uptr address);

private:
  void addLine(const char *line);

  Segment *segments_ = nullptr;
  u32 count_ = 0, capacity_ = 0;
};

} // namespace gordian::deadlock

#endif
