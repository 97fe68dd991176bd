// Numbers by key; see id_table.h. Open addressing with linear probing, at most half full.
#include "log/id_table.h"

#include "base/arena.h"

namespace gordian::log {
namespace {

u64 spread(u64 key) { return key * 0x9e3779b97f4a7c15u >> 20; }

}  // namespace

u32 IdTable::find(u64 key) const {
  const Slots *slots = loadAcquire(&slots_);
  if (!slots) return 0;
  for (u64 i = spread(key);; ++i) {
    const Slot &slot = slots->at[i & slots->mask];
    u64 found = loadAcquire(&slot.key);
    if (found == key) return slot.id;
    if (!found) return 0;
  }
}

void IdTable::put(Slots &slots, u64 key, u32 id) {
  u64 i = spread(key);
  while (slots.at[i & slots.mask].key) ++i;
  Slot &slot = slots.at[i & slots.mask];
  slot.id = id;
  storeRelease(&slot.key, key);  // a reader that sees the key sees the number too
}

void IdTable::grow() {
  u64 capacity = slots_ ? 2 * (slots_->mask + 1) : kFirstSlots;
  Slots *larger = static_cast<Slots *>(arena::allocate(sizeof(Slots) + capacity * sizeof(Slot)));
  larger->mask = capacity - 1;
  if (slots_)
    for (u64 i = 0; i <= slots_->mask; ++i)
      if (slots_->at[i].key) put(*larger, slots_->at[i].key, slots_->at[i].id);
  storeRelease(&slots_, larger);
}

void IdTable::insert(u64 key, u32 id) {
  if (!slots_ || 2 * (count_ + 1) > slots_->mask + 1) grow();
  put(*slots_, key, id);
  ++count_;
}

}  // namespace gordian::log
