// Marking from live threads; see reach.h.
#include "deadlock/reach.h"

#include "deadlock/memory_map.h"
#include "deadlock/task.h"
#include "race/memory.h"
#include "race/shadow.h"
#include "sync/object.h"

namespace gordian::deadlock {
namespace {

/// Beyond this a search would take seconds: it is not made.
constexpr u64 kMaxBytes = u64{2} << 30;

struct Block {
  uptr begin, end;
};

/// All heap blocks, sorted by address, each with a mark.
class Heap : NonCopyable {
public:
  bool read(World &world);
  u32 size() const { return count_; }
  const Block &operator[](u32 index) const { return blocks_[index]; }
  bool mayHold(uptr word) const { return word - low_ < high_ - low_; }
  /// Number of the block that holds the address; kNone if none does.
  u32 find(uptr address) const;
  bool isMarked(u32 block) const { return marks_[block]; }
  /// Marks it and keeps it for takePending if it was not marked before.
  void mark(u32 block) {
    if (marks_[block])
      return;
    marks_[block] = 1;
    pending_[pending_count_++] = block;
  }
  u32 takePending() { return pending_count_ ? pending_[--pending_count_] : kNone; }

private:
  void sort(Block *other);

  Block *blocks_ = nullptr;
  u8 *marks_ = nullptr;
  u32 *pending_ = nullptr;
  u32 count_ = 0, pending_count_ = 0;
  uptr low_ = 0, high_ = 0;
};

bool Heap::read(World &world) {
  u32 limit = objects::blockLimit();
  if (limit == 0)
    return true;
  blocks_ = static_cast<Block *>(world.allocate(limit * sizeof(Block)));
  auto *other = static_cast<Block *>(world.allocate(limit * sizeof(Block)));
  marks_ = static_cast<u8 *>(world.allocate(limit));
  pending_ = static_cast<u32 *>(world.allocate(limit * sizeof(u32)));
  if (!blocks_ || !other || !marks_ || !pending_)
    return false;
  for (u32 i = 1; i <= limit; ++i) {
    const HeapBlock &block = objects::blockAt(i);
    if (block.address)
      blocks_[count_++] = {block.address, block.address + largerOf<u64>(block.size, 1)};
  }
  sort(other);
  if (count_)
    low_ = blocks_[0].begin, high_ = blocks_[count_ - 1].end;
  return true;
}

/// Radix sort by address, 12 bits at a time (Knuth, TAOCP volume 3, 5.2.5).
void Heap::sort(Block *other) {
  constexpr u32 kBits = 12, kValues = 1 << kBits;
  u32 starts[kValues];
  for (u32 shift = 0; shift < 48; shift += kBits) {
    for (u32 &start : starts)
      start = 0;
    for (u32 i = 0; i < count_; ++i)
      ++starts[blocks_[i].begin >> shift & (kValues - 1)];
    u32 sum = 0;
    for (u32 &start : starts) {
      u32 here = start;
      start = sum;
      sum += here;
    }
    for (u32 i = 0; i < count_; ++i)
      other[starts[blocks_[i].begin >> shift & (kValues - 1)]++] = blocks_[i];
    Block *swapped = blocks_;
    blocks_ = other, other = swapped;
  }
}

u32 Heap::find(uptr address) const {
  u32 low = 0, high = count_;
  while (low < high) {
    u32 middle = (low + high) / 2;
    if (blocks_[middle].end <= address)
      low = middle + 1;
    else
      high = middle;
  }
  return low < count_ && blocks_[low].begin <= address ? low : kNone;
}

/// The frames of one thread of the snapshot.
struct StackLook {
  uptr begin, end;       // what counts of its stack: from the stack pointer if it is known, to its control block
  const StoppedTask *task;
  bool is_referenced; // somebody who is live holds an address inside
  bool is_scanned;
};

class Marker : NonCopyable {
public:
  Marker(World &world, const ReachQuestion &question)
      : world_(world), question_(question), snapshot_(question.snapshot) {}
  Reach run();

private:
  bool readWorld();
  void lookAtStacks();
  const StoppedTask *taskOf(u32 tid) const;
  void markRoots();
  void markRootsIn(const Segment &segment);
  uptr stackPointerOf(u32 tid, const StoppedTask *task) const;
  void scan(uptr begin, uptr end);
  void scanOutside(uptr begin, uptr end, const Range *holes, u32 hole_count);
  void scanTouched(uptr begin, uptr end);
  void consider(uptr word);
  void scanThread(u32 node);
  void scanUnknownTasks();
  void markAll();
  bool isReachable(uptr address);
  bool reviveSome();

  World &world_;
  const ReachQuestion &question_;
  Snapshot &snapshot_;
  Heap heap_;
  MemoryMap map_;
  StackLook *stacks_ = nullptr;
  uptr stacks_low_ = ~uptr{0}, stacks_high_ = 0;
  Range *holes_ = nullptr;   // memory that is the runtime's
  Range *mapped_ = nullptr;  // memory that the program has mapped
  Range *old_stacks_ = nullptr;
  u32 hole_count_ = 0, mapped_count_ = 0, old_stack_count_ = 0;
  u64 scanned_bytes_ = 0;
  bool is_rough_ = false; // somebody's whole stack counted, with what is left below its frames
};

const StoppedTask *Marker::taskOf(u32 tid) const {
  for (u32 i = 0; i < world_.taskCount(); ++i)
    if (world_.task(i).tid == tid)
      return &world_.task(i);
  return nullptr;
}

bool Marker::readWorld() {
  stacks_ = static_cast<StackLook *>(world_.allocate((snapshot_.threads.size() + 1) * sizeof(StackLook)));
  holes_ = static_cast<Range *>(world_.allocate((RangeSet::kCapacity + World::kMaxMappings) * sizeof(Range)));
  mapped_ = static_cast<Range *>(world_.allocate(RangeSet::kCapacity * sizeof(Range)));
  old_stacks_ = static_cast<Range *>(world_.allocate(RangeSet::kCapacity * sizeof(Range)));
  bool is_read = stacks_ && holes_ && mapped_ && old_stacks_ && heap_.read(world_) && map_.read(world_) &&
                 system::ownMemory().copyTo(holes_, hole_count_) && mappedMemory().copyTo(mapped_, mapped_count_) &&
                 stackMemory().copyTo(old_stacks_, old_stack_count_);
  if (!is_read || !system::ownMemory().isComplete())
    return false;
  // What was allocated here holds all addresses there are.
  for (u32 i = 0; i < world_.mappingCount(); ++i) {
    Range range = world_.mapping(i);
    u32 at = hole_count_++;
    for (; at > 0 && holes_[at - 1].begin > range.begin; --at)
      holes_[at] = holes_[at - 1];
    holes_[at] = range;
  }
  return true;
}

/// 0: not known.
uptr Marker::stackPointerOf(u32 tid, const StoppedTask *task) const {
  if (tid == question_.caller)
    return question_.caller_stack;
  if (task)
    return task->is_known ? task->stack_pointer : 0;
  return task::stackPointer(world_.processId(), tid);
}

void Marker::lookAtStacks() {
  for (u32 node = 0; node < snapshot_.threads.size(); ++node) {
    const ThreadLook &look = snapshot_.threads[node];
    const Thread &thread = *look.thread;
    StackLook &stack = stacks_[node];
    stack.task = taskOf(look.os_tid);
    Segment *segment = thread.stack_end ? map_.find(thread.stack_end - 1) : nullptr;
    if (!segment)
      continue;
    segment->has_stack = true;
    stack.begin = largerOf(thread.stack_begin, segment->begin);
    stack.end = thread.stack_end;
    uptr pointer = stackPointerOf(look.os_tid, stack.task);
    constexpr uptr kRedZone = 128; // System V ABI for x86-64, section 3.2.2
    if (pointer > stack.begin && pointer < stack.end)
      stack.begin = (pointer - kRedZone) & ~uptr{7};
    else
      is_rough_ |= look.os_tid != 0; // a parked fiber never runs
    stacks_low_ = smallerOf(stacks_low_, stack.begin);
    stacks_high_ = largerOf(stacks_high_, stack.end);
  }
  for (u32 i = 0; i < heap_.size(); ++i)
    if (Segment *segment = map_.find(heap_[i].begin))
      segment->has_heap = true;
}

void Marker::consider(uptr word) {
  if (heap_.mayHold(word)) {
    u32 block = heap_.find(word);
    if (block != kNone)
      return heap_.mark(block);
  }
  if (word - stacks_low_ >= stacks_high_ - stacks_low_)
    return;
  for (u32 node = 0; node < snapshot_.threads.size(); ++node) {
    StackLook &stack = stacks_[node];
    // The control block above the frames is in lists of libc's.
    uptr end = snapshot_.threads[node].thread->pthread;
    if (word >= stack.begin && word < stack.end && (end < stack.begin || word < end))
      stack.is_referenced = true;
  }
}

void Marker::scan(uptr begin, uptr end) {
  begin = roundUp(begin, 8);
  if (end <= begin || scanned_bytes_ > kMaxBytes)
    return;
  scanned_bytes_ += end - begin;
  for (uptr at = begin; at + 8 <= end; at += 8)
    consider(loadRelaxed(reinterpret_cast<uptr *>(at)));
}

void Marker::scanTouched(uptr begin, uptr end) {
  if (begin < end)
    shadow::forEachTouchedPart(begin, end, [&](uptr from, uptr to) { scan(from, to); });
}

/// [begin, end) without the holes, which are ascending.
void Marker::scanOutside(uptr begin, uptr end, const Range *holes, u32 hole_count) {
  u32 low = 0, high = hole_count;
  while (low < high) {
    u32 middle = (low + high) / 2;
    if (holes[middle].end <= begin)
      low = middle + 1;
    else
      high = middle;
  }
  for (; low < hole_count && holes[low].begin < end; ++low) {
    scanTouched(begin, smallerOf(holes[low].begin, end));
    begin = largerOf(begin, holes[low].end);
  }
  scanTouched(begin, end);
}

void Marker::markRootsIn(const Segment &segment) {
  if (segment.is_log)
    return;
  if (segment.is_data)
    return scanOutside(segment.begin, segment.end, holes_, hole_count_);
  // What the program has mapped itself counts, whatever else lies in the same segment of the kernel's list.
  for (u32 i = 0; i < mapped_count_; ++i)
    if (mapped_[i].begin < segment.end && mapped_[i].end > segment.begin)
      scanOutside(largerOf(mapped_[i].begin, segment.begin), smallerOf(mapped_[i].end, segment.end), holes_,
                  hole_count_);
  // Of the rest, blocks and stacks are looked at one by one, as far as they are live; libc keeps stacks of threads that
  // have ended.
  if (segment.has_heap || segment.has_stack)
    return;
  uptr begin = segment.begin;
  for (u32 i = 0; i < old_stack_count_ && old_stacks_[i].begin < segment.end; ++i) {
    if (old_stacks_[i].end <= begin)
      continue;
    scanOutside(begin, largerOf(begin, old_stacks_[i].begin), holes_, hole_count_);
    begin = old_stacks_[i].end;
  }
  scanOutside(begin, segment.end, holes_, hole_count_);
}

void Marker::markRoots() {
  for (u32 i = 0; i < map_.size(); ++i)
    markRootsIn(map_[i]);
}

void Marker::scanThread(u32 node) {
  StackLook &stack = stacks_[node];
  stack.is_scanned = true;
  const Thread &thread = *snapshot_.threads[node].thread;
  scanTouched(stack.begin, stack.end);
  // Static thread-locals and the control block: inside the stack's mapping, but for the first thread.
  uptr begin = thread.tls_begin, end = thread.tls_end;
  const Segment *segment = end ? map_.find(end - 1) : nullptr;
  if (segment && (begin < stack.begin || end > stack.end))
    scanTouched(largerOf(begin, segment->begin), smallerOf(end, segment->end));
  if (stack.task && stack.task->is_known)
    for (uptr value : stack.task->registers)
      consider(value);
}

/// Threads that the runtime has not seen: taken for live.
void Marker::scanUnknownTasks() {
  for (u32 i = 0; i < world_.taskCount(); ++i) {
    const StoppedTask &task = world_.task(i);
    bool is_known = false;
    for (u32 node = 0; node < snapshot_.threads.size(); ++node)
      is_known |= snapshot_.threads[node].os_tid == task.tid;
    if (is_known || !task.is_known)
      continue;
    for (uptr value : task.registers)
      consider(value);
    if (const Segment *segment = map_.find(task.stack_pointer))
      scanTouched(task.stack_pointer, segment->end);
  }
}

void Marker::markAll() {
  for (u32 block = heap_.takePending(); block != kNone; block = heap_.takePending())
    scanTouched(heap_[block].begin, heap_[block].end);
}

bool Marker::isReachable(uptr address) {
  u32 block = heap_.find(address);
  if (block != kNone)
    return heap_.isMarked(block);
  for (u32 node = 0; node < snapshot_.threads.size(); ++node)
    if (address >= stacks_[node].begin && address < stacks_[node].end)
      return snapshot_.graph.isLive(node) || stacks_[node].is_referenced;
  return true; // a global, or memory that nobody knows
}

bool Marker::reviveSome() {
  bool has_revived = false;
  for (u32 i = 0; i < snapshot_.addresses.size(); ++i) {
    const WaitedAddress &waited = snapshot_.addresses[i];
    if (!waited.counts || snapshot_.graph.isLive(waited.thread) || !snapshot_.threads[waited.thread].is_by_reach ||
        !isReachable(waited.address))
      continue;
    snapshot_.graph.revive(waited.thread);
    has_revived = true;
  }
  return has_revived;
}

Reach Marker::run() {
  if (question_.stops && !world_.stop(question_.spared))
    return Reach::kUnknown;
  if (!readWorld())
    return Reach::kUnknown;
  lookAtStacks();
  markRoots();
  scanUnknownTasks();
  do {
    for (u32 node = 0; node < snapshot_.threads.size(); ++node)
      if (snapshot_.graph.isLive(node) && !stacks_[node].is_scanned)
        scanThread(node);
    markAll();
  } while (reviveSome());
  return scanned_bytes_ > kMaxBytes ? Reach::kUnknown : is_rough_ ? Reach::kRough : Reach::kExact;
}

struct Visit {
  const ReachQuestion *question;
  Reach answer;
};

} // namespace

Reach reviveReachable(const ReachQuestion &question) {
  question.snapshot.graph.prepareRevival();
  Visit visit = {&question, Reach::kUnknown};
  bool is_done = World::visit(
      question.caller,
      [](World &world, void *context) {
        Visit &asked = *static_cast<Visit *>(context);
        asked.answer = Marker(world, *asked.question).run();
      },
      &visit);
  return is_done ? visit.answer : Reach::kUnknown;
}

} // namespace gordian::deadlock
