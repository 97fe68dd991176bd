// Numbers by 64-bit key: stacks, locksets, notes and modules that the log has already.
//
// Looking up takes no lock; adding does. Keys are hashes that are taken for the thing itself: among ten million stacks
// the chance that two share one is 3 in a million. Memory comes from the arena; a table that was outgrown is kept, since
// somebody may still look into it, which costs at most as much again.
#ifndef GORDIAN_LOG_ID_TABLE_H
#define GORDIAN_LOG_ID_TABLE_H

#include "log/owned_lock.h"

namespace gordian::log {

/// Zero-initialised is empty.
class IdTable {
 public:
  /// The number of `key`; 0 if it has none.
  u32 find(u64 key) const;
  /// Under `lock`: a number that was never given before.
  u32 nextId() { return ++last_id_; }
  /// Under `lock`: `key`, which is not there, has number `id`.
  void insert(u64 key, u32 id);

  OwnedLock lock;

 private:
  struct Slot {
    u64 key;
    u32 id;
  };
  struct Slots {
    u64 mask;
    Slot at[];
  };
  static constexpr u64 kFirstSlots = 1024;

  void grow();
  static void put(Slots &slots, u64 key, u32 id);

  Slots *slots_ = nullptr;
  u64 count_ = 0;
  u32 last_id_ = 0;
};

/// A hash of 64 bits, built up word by word (multiply and fold, as race/history.h does for stacks); never 0.
class Hash {
 public:
  Hash &add(u64 value) {
    value_ = (value_ ^ value) * 0x9e3779b97f4a7c15u;
    value_ ^= value_ >> 29;
    return *this;
  }
  Hash &add(const char *text) {
    for (; *text; ++text) add(static_cast<u64>(*text));
    return *this;
  }
  u64 value() const { return value_ | (value_ == 0); }

 private:
  u64 value_ = 0xcbf29ce484222325u;
};

}  // namespace gordian::log

#endif
