// The ring of a thread's history and its replay; see history.h.
#include "race/history.h"

#include "abi/log_format.h"
#include "base/print.h"
#include "base/spin_lock.h"
#include "base/system.h"
#include "race/pattern.h"
#include "thread.h"

namespace gordian {
namespace {

// A part begins with at most this many frames and locks, so that at least a third of it is left for events.
constexpr u32 kSnapshotFrames = 2048;
constexpr u32 kSnapshotLocks = 256;
static_assert(kSnapshotFrames + 2 * kSnapshotLocks + 1 < History::kPartEvents * 2 / 3);


// Replays need more room than a thread's stack may have; one replay at a time is enough, since only findings need one.
SpinLock replay_lock;
u64 replay_frames[kSnapshotFrames + History::kPartEvents];

}  // namespace

history::Tag *history::site_tags;

void history::start() {
  site_tags = static_cast<Tag *>(system::mapSparse(patterns::kDirect * sizeof(Tag), true));
  if (!site_tags) fatal("no address space for the table of sites: raise or remove the limit (ulimit -v)");
}

void History::start(u64 events) {
  u64 size = 4 * kPartEvents;
  while (size < events) size *= 2;
  ring_ = static_cast<u64 *>(system::mapSparse(size * sizeof(u64), true));
  frames_ = static_cast<Frame *>(system::mapSparse(kMaxFrames * sizeof(Frame), true));
  ring_mask_ = size - 1;
  count_ = epoch_ = 0;
  depth_ = 0;
}

void History::stop() {
  SpinGuard guard(replay_lock);
  if (ring_) system::unmap(ring_, (ring_mask_ + 1) * sizeof(u64));
  if (frames_) system::unmap(frames_, kMaxFrames * sizeof(Frame));
  ring_ = nullptr;
  frames_ = nullptr;
}

void History::pushRaw(HistoryEvent event, u64 payload) {
  ring_[count_ & ring_mask_] = raw(event) << kEventShift | (payload & kPayload);
  storeRelease(&count_, count_ + 1);
}

void History::beginPart() {
  u32 kept = keptFrames();
  u32 first = kept > kSnapshotFrames ? kept - kSnapshotFrames : 0;
  u32 locks = owner_ ? smallerOf(owner_->held_count, kSnapshotLocks) : 0;
  pushRaw(HistoryEvent::kBase, u64{kept - first + 2 * locks} << 32 | first);
  for (u32 i = first; i < kept; ++i) pushRaw(HistoryEvent::kEnter, frames_[i].word);
  for (u32 i = 0; i < locks; ++i) {
    pushRaw(HistoryEvent::kSite, raw(owner_->held[i].site));
    pushRaw(HistoryEvent::kLock, u64{owner_->held[i].object} << 1 | owner_->held[i].mode);
  }
}

/// The events of the epoch, as far as the ring reaches; false if it does not reach any. Of the epoch that the ring's oldest
/// events belong to, the begin is gone; which one it is follows from the one after it.
bool History::findEpoch(Clock clock, u64 now, u64 &begin, u64 &end) const {
  u64 oldest = now > ring_mask_ + 1 ? (now - ring_mask_ - 1 + kPartEvents) / kPartEvents * kPartEvents : 0;
  end = now;
  u64 following = loadRelaxed(&epoch_) + 1;
  for (u64 i = now; i-- > oldest;) {
    u64 word = loadRelaxed(&ring_[i & ring_mask_]);
    if (static_cast<HistoryEvent>(word >> kEventShift) != HistoryEvent::kEpoch) continue;
    u64 began = word & kPayload;
    if (began > raw(clock)) {
      end = i;
      following = began;
      continue;
    }
    begin = i + 1;
    return began == raw(clock);
  }
  begin = oldest;
  return oldest < end && following == raw(clock) + 1;
}

/// Goes through the events from the part of `begin` on, and stops at the moment that was sought: false if there is none.
bool History::replay(u64 begin, u64 end, const Sought &sought, Moment &moment, u64 &found) const {
  u32 base = 0, depth = 0;
  u64 snapshot_end = 0;
  Site site{};
  bool is_found = false;
  History::Moment::Lock locks[Moment::kMaxLocks];
  u32 lock_count = 0;
  for (u64 i = begin / kPartEvents * kPartEvents;; ++i) {
    if (i >= begin && i >= snapshot_end) {
      history::Tag tag = depth ? static_cast<history::Tag>(replay_frames[depth - 1] >> 47) : history::Tag{0};
      bool is_exact = ((i ^ sought.position) & ((1u << cell::kPositionBits) - 1)) == 0;
      // The first moment in the right function will do, if none has the right position too: bytes of one granule that
      // several lines touched share a position.
      if ((!sought.tag || tag == sought.tag) && (is_exact || !is_found)) {
        is_found = true;
        found = i;
        moment.depth = smallerOf(depth, Moment::kMaxDepth);
        for (u32 k = 0; k < moment.depth; ++k) moment.frames[k] = replay_frames[depth - 1 - k] & kAddress;
        moment.lock_count = lock_count;
        for (u32 k = 0; k < lock_count; ++k) moment.locks[k] = locks[k];
        if (is_exact) break;
      }
    }
    if (i >= end) break;
    u64 word = loadRelaxed(&ring_[i & ring_mask_]), payload = word & kPayload;
    switch (static_cast<HistoryEvent>(word >> kEventShift)) {
    case HistoryEvent::kBase:
      base = static_cast<u32>(payload);
      snapshot_end = i + 1 + (payload >> 32);
      depth = lock_count = 0;
      break;
    case HistoryEvent::kEnter:
      if (depth < sizeof replay_frames / sizeof replay_frames[0]) replay_frames[depth++] = payload;
      break;
    case HistoryEvent::kUnwind: depth = payload <= base ? 0 : smallerOf<u64>(depth, payload - base); break;
    case HistoryEvent::kSite: site = static_cast<Site>(payload); break;
    case HistoryEvent::kLock:
      if (lock_count < Moment::kMaxLocks) locks[lock_count++] = {static_cast<u32>(payload >> 1), static_cast<u32>(payload & 1), site};
      break;
    case HistoryEvent::kUnlock:
      for (u32 k = lock_count; k-- > 0;) {
        if (locks[k].object != payload) continue;
        for (u32 j = k + 1; j < lock_count; ++j) locks[j - 1] = locks[j];
        --lock_count;
        break;
      }
      break;
    case HistoryEvent::kEpoch:
    case HistoryEvent::kRelease: break;
    }
  }
  return is_found;
}

/// The first publication from `begin` on.
void History::findRelease(u64 begin, u64 now, Moment &moment) const {
  Site site{};
  moment.release_operation = 0;
  for (u64 i = begin; i < now; ++i) {
    u64 word = loadRelaxed(&ring_[i & ring_mask_]), payload = word & kPayload;
    HistoryEvent event = static_cast<HistoryEvent>(word >> kEventShift);
    if (event == HistoryEvent::kSite) site = static_cast<Site>(payload);
    if (event != HistoryEvent::kUnlock && event != HistoryEvent::kRelease) continue;
    bool is_unlock = event == HistoryEvent::kUnlock;
    moment.release_operation = is_unlock ? static_cast<u16>(log_format::Operation::kUnlock) : static_cast<u16>(payload >> 32);
    moment.release_object = static_cast<u32>(payload);
    moment.release_site = site;
    return;
  }
}

void History::rebuild(const Sought &sought, Moment &moment) const {
  SpinGuard guard(replay_lock);
  moment.is_known = false;
  moment.depth = moment.lock_count = 0;
  moment.release_operation = 0;
  if (!ring_) return;
  u64 now = loadAcquire(&count_), begin, end, found = 0;
  if (!findEpoch(sought.clock, now, begin, end) || !replay(begin, end, sought, moment, found)) return;
  findRelease(found, now, moment);
  __atomic_thread_fence(__ATOMIC_ACQUIRE);
  moment.is_known = loadRelaxed(&count_) < begin / kPartEvents * kPartEvents + ring_mask_ + 1;
}

}  // namespace gordian
