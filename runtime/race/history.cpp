// The ring of a thread's history and its replay; see history.h.
#include "race/history.h"

#include "abi/log_format.h"
#include "base/spin_lock.h"
#include "base/system.h"
#include "thread.h"

namespace gordian {
namespace {

// A part begins with at most this many frames and locks, so that at least a third of it is left for events.
constexpr u32 kSnapshotFrames = 2048;
constexpr u32 kSnapshotLocks = 256;
static_assert(kSnapshotFrames + 2 * kSnapshotLocks + 1 < History::kPartEvents * 2 / 3);

constexpr u64 eventOf(u64 word) { return word >> 56; }

// Replays need more room than a thread's stack may have; one replay at a time is enough, since only findings need one.
SpinLock replay_lock;
u64 replay_frames[kSnapshotFrames + History::kPartEvents];

}  // namespace

void History::start(u64 events) {
  u64 size = 4 * kPartEvents;
  while (size < events) size *= 2;
  ring_ = static_cast<u64 *>(system::mapSparse(size * sizeof(u64), true));
  frames_ = static_cast<Frame *>(system::mapSparse(kMaxFrames * sizeof(Frame), true));
  ring_mask_ = size - 1;
  count_ = 0;
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
  ring_[count_ & ring_mask_] = raw(event) << 56 | (payload & kPayload);
  storeRelease(&count_, count_ + 1);
}

void History::beginPart() {
  u32 kept = keptFrames();
  u32 first = kept > kSnapshotFrames ? kept - kSnapshotFrames : 0;
  pushRaw(HistoryEvent::kBase, first);
  for (u32 i = first; i < kept; ++i) pushRaw(HistoryEvent::kEnter, frames_[i].return_address);
  if (!owner_) return;
  for (u32 i = 0; i < smallerOf(owner_->held_count, kSnapshotLocks); ++i) {
    pushRaw(HistoryEvent::kSite, raw(owner_->held[i].site));
    pushRaw(HistoryEvent::kLock, u64{owner_->held[i].object} << 1 | owner_->held[i].mode);
  }
}

void History::replay(u64 begin, u64 end, u64 now, Moment &moment) const {
  u32 base = 0, depth = 0;
  Site site{};
  moment.lock_count = 0;
  for (u64 i = begin; i < end; ++i) {
    u64 word = loadRelaxed(&ring_[i & ring_mask_]), payload = word & kPayload;
    switch (static_cast<HistoryEvent>(eventOf(word))) {
    case HistoryEvent::kBase: base = static_cast<u32>(payload); break;
    case HistoryEvent::kEnter:
      if (depth < sizeof replay_frames / sizeof replay_frames[0]) replay_frames[depth++] = payload;
      break;
    case HistoryEvent::kUnwind: depth = payload <= base ? 0 : smallerOf<u64>(depth, payload - base); break;
    case HistoryEvent::kSite: site = static_cast<Site>(payload); break;
    case HistoryEvent::kLock:
      if (moment.lock_count < Moment::kMaxLocks)
        moment.locks[moment.lock_count++] = {static_cast<u32>(payload >> 1), static_cast<u32>(payload & 1), site};
      break;
    case HistoryEvent::kUnlock:
      for (u32 k = moment.lock_count; k-- > 0;) {
        if (moment.locks[k].object != payload) continue;
        for (u32 j = k + 1; j < moment.lock_count; ++j) moment.locks[j - 1] = moment.locks[j];
        --moment.lock_count;
        break;
      }
      break;
    case HistoryEvent::kEpoch:
    case HistoryEvent::kRelease: break;
    }
  }
  moment.depth = smallerOf(depth, Moment::kMaxDepth);
  for (u32 i = 0; i < moment.depth; ++i) moment.frames[i] = replay_frames[depth - 1 - i];

  moment.release_operation = 0;
  for (u64 i = end; i < now; ++i) {
    u64 word = loadRelaxed(&ring_[i & ring_mask_]), payload = word & kPayload;
    HistoryEvent event = static_cast<HistoryEvent>(eventOf(word));
    if (event == HistoryEvent::kSite) site = static_cast<Site>(payload);
    if (event != HistoryEvent::kUnlock && event != HistoryEvent::kRelease) continue;
    bool is_unlock = event == HistoryEvent::kUnlock;
    moment.release_operation = is_unlock ? static_cast<u16>(log_format::Operation::kUnlock) : static_cast<u16>(payload >> 32);
    moment.release_object = static_cast<u32>(payload);
    moment.release_site = site;
    break;
  }
}

void History::rebuild(u32 position, Moment &moment) const {
  SpinGuard guard(replay_lock);
  moment.is_known = false;
  moment.depth = moment.lock_count = 0;
  moment.release_operation = 0;
  if (!ring_) return;
  u64 now = loadAcquire(&count_);
  u64 end = now - static_cast<u32>(static_cast<u32>(now) - position);
  if (end > now) return;
  u64 begin = end ? (end - 1) / kPartEvents * kPartEvents : 0;
  if (now >= begin + ring_mask_ + 1) return;
  replay(begin, end, now, moment);
  __atomic_thread_fence(__ATOMIC_ACQUIRE);
  moment.is_known = loadRelaxed(&count_) < begin + ring_mask_ + 1;
}

}  // namespace gordian
