// What a thread did lately: its frames now, and a ring of function entries and exits, epochs and locks, from which the
// call stack and the locks at an earlier access are rebuilt.
//
// A cell keeps the epoch, the site and the low end of the number of events recorded so far. The moment of the access is then
// the first one of that epoch, with that low end, at which the function of the site was the innermost one: each entry has a
// tag of its function, and so has each site, once it has been seen. So site and thread are known for ever, the whole stack
// as long as the ring reaches. Entry and exit events cost two stores; hashing stacks at each update was measured ruinous
// (FASTPATH section 2, points 3 and 4), and so was a word for each cell.
//
// The ring consists of parts; each begins with the frames and locks at that moment, so that any part can be replayed
// by itself. Only the owner writes. Readers replay without a lock and discard what was overwritten meanwhile.
#ifndef GORDIAN_RACE_HISTORY_H
#define GORDIAN_RACE_HISTORY_H

#include "clock/epoch.h"

namespace gordian {

struct Thread;

struct Frame {
  u64 word;  // tag of the function << 47 | return address
  u64 hash;  // of this frame and all below it

  u64 returnAddress() const { return word & ((u64{1} << 47) - 1); }
  u32 tag() const { return static_cast<u32>(word >> 47); }
};

namespace history {

/// 13 bits of which function, by any address in it that is always the same; 0 stands for none.
using Tag = u16;
constexpr Tag tagOf(u64 pc) {
  u64 mixed = (pc >> 2) * 0x9e3779b97f4a7c15u;
  return static_cast<Tag>(mixed >> 51 | 1);
}
/// Frames of interposed functions that uninstrumented code called.
inline constexpr Tag kLibraryTag = 2;

/// The tag of the function of each site below patterns::kDirect that has been seen.
extern Tag *site_tags;
void start();

}  // namespace history

enum class HistoryEvent : u64 { kEnter = 1, kUnwind = 2, kEpoch = 3, kLock = 4, kUnlock = 5, kSite = 6, kBase = 7, kRelease = 8 };

class History {
 public:
  static constexpr u32 kPartEvents = 4096;
  static constexpr u32 kMaxFrames = 1u << 18;

  /// Reserves memory for `events` events (rounded to parts, at least 4 parts). Touched as it is used.
  void start(u64 events);
  /// Gives the memory back; a reader may find nothing afterwards, never something wrong.
  void stop();

  u32 depth() const { return depth_; }
  u32 position() const { return static_cast<u32>(count_); }

  u32 enter(u64 return_address, history::Tag tag) {
    u64 word = u64{tag} << 47 | (return_address & kAddress);
    // The event comes first: a part that begins with it takes its snapshot of the frames without the new one.
    push(HistoryEvent::kEnter, word);
    u32 depth = depth_;
    if (GORDIAN_LIKELY(depth < kMaxFrames)) {
      u64 below = depth ? frames_[depth - 1].hash : 0;
      frames_[depth] = {word, mix(below, return_address)};
    }
    depth_ = depth + 1;
    return depth;
  }
  void unwind(u32 depth) {
    if (GORDIAN_UNLIKELY(depth >= depth_)) return;
    depth_ = depth;
    push(HistoryEvent::kUnwind, depth);
  }
  void epoch(Clock clock) {
    push(HistoryEvent::kEpoch, raw(clock));
    __atomic_store_n(&epoch_, raw(clock), __ATOMIC_RELAXED);
  }
  void lock(u32 object, u32 mode, Site site) {
    push(HistoryEvent::kSite, raw(site));
    push(HistoryEvent::kLock, u64{object} << 1 | mode);
  }
  void unlock(u32 object, Site site) {
    push(HistoryEvent::kSite, raw(site));
    push(HistoryEvent::kUnlock, object);
  }

  /// A publishing operation of another kind; the epoch event that follows says which clock it published.
  void release(u32 object, u16 operation, Site site) {
    push(HistoryEvent::kSite, raw(site));
    push(HistoryEvent::kRelease, u64{operation} << 32 | object);
  }

  /// Frames now, innermost last.
  const Frame *frames() const { return frames_; }
  u32 keptFrames() const { return smallerOf(depth_, kMaxFrames); }
  history::Tag innermostTag() const { return keptFrames() ? static_cast<history::Tag>(frames_[keptFrames() - 1].tag()) : history::Tag{0}; }
  /// Identity of the whole stack now.
  u64 stackHash() const { return keptFrames() ? frames_[keptFrames() - 1].hash : 0; }

  /// The owner, for the locks that a new part begins with.
  void setOwner(Thread *owner) { owner_ = owner; }

  static constexpr u64 mix(u64 below, u64 address) {
    u64 value = (below ^ address) * 0x9e3779b97f4a7c15u;
    return value ^ value >> 29;
  }

  /// What can be rebuilt for an earlier moment.
  struct Moment {
    static constexpr u32 kMaxDepth = 256, kMaxLocks = 64;
    bool is_known;
    u32 depth;                      // frames kept below, innermost first; the innermost kMaxDepth of them
    u64 frames[kMaxDepth];
    u32 lock_count;
    struct Lock { u32 object; u32 mode; Site site; } locks[kMaxLocks];
    u16 release_operation;          // log_format::Operation of the first publication after the moment; 0: not known
    u32 release_object;
    Site release_site;
  };
  /// What is known of an access: its epoch, the low end of the events recorded by then, the tag of its function (0: any).
  struct Sought {
    Clock clock;
    u32 position;
    history::Tag tag;
  };
  /// Rebuilds the moment of an access. May be called by any thread.
  void rebuild(const Sought &sought, Moment &moment) const;

 private:
  void push(HistoryEvent event, u64 payload) {
    if (GORDIAN_UNLIKELY((count_ & (kPartEvents - 1)) == 0)) beginPart();
    ring_[count_ & ring_mask_] = raw(event) << kEventShift | (payload & kPayload);
    __atomic_store_n(&count_, count_ + 1, __ATOMIC_RELEASE);
  }
  void beginPart();
  void pushRaw(HistoryEvent event, u64 payload);
  bool findEpoch(Clock clock, u64 now, u64 &begin, u64 &end) const;
  bool replay(u64 begin, u64 end, const Sought &sought, Moment &moment, u64 &found) const;
  void findRelease(u64 begin, u64 now, Moment &moment) const;

  static constexpr u32 kEventShift = 60;
  static constexpr u64 kPayload = (u64{1} << kEventShift) - 1;
  static constexpr u64 kAddress = (u64{1} << 47) - 1;

  u64 *ring_ = nullptr;
  u64 ring_mask_ = 0;
  u64 count_ = 0;
  u64 epoch_ = 0;  // the clock of the last epoch event
  Frame *frames_ = nullptr;
  u32 depth_ = 0;
  Thread *owner_ = nullptr;
};

}  // namespace gordian

#endif
