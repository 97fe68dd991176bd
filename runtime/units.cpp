// Units; see units.h. Site numbers are never reused: a report may name a site of an object that was closed long ago.
#include "units.h"

#include "base/arena.h"
#include "base/print.h"
#include "base/spin_lock.h"
#include "log/writer.h"
#include "options.h"
#include "thread.h"

namespace gordian::units {
namespace {

SpinLock lock;
u32 next_site = GORDIAN_FIRST_SITE;
u32 unit_count;

/// Where the units are: a block of the arena that doubles.
uptr *places;
u32 place_count, place_capacity;

void addPlace(uptr place) {
  if (place_count == place_capacity) {
    u32 capacity = largerOf<u32>(64, place_capacity * 2);
    uptr *larger = static_cast<uptr *>(arena::allocate(capacity * sizeof(uptr)));
    for (u32 i = 0; i < place_count; ++i) larger[i] = places[i];
    if (places) arena::release(places, place_capacity * sizeof(uptr));
    places = larger;
    place_capacity = capacity;
  }
  places[place_count++] = place;
}

}  // namespace

void add(struct gordian_unit &unit) {
  if (unit.abi_version != GORDIAN_ABI_VERSION) {
    Text text;
    text.add("an object file of this program was compiled by another version of the plugin (").add(unit.compiler)
        .add(", interface ").addNumber(unit.abi_version).add("; this runtime has interface ").addNumber(GORDIAN_ABI_VERSION)
        .add("): compile it again with the plugin that belongs to the runtime");
    fatal(text.c_str());
  }
  {
    SpinGuard guard(lock);
    if (unit.site_base) return;
    unit.site_base = next_site;
    next_site += unit.site_count;
    // Where no unit reports plain accesses, what libc and atomics touch has nothing to race with.
    bool reports_accesses = !(unit.flags & GORDIAN_UNIT_NO_ACCESSES);
    if (reports_accesses || !unit_count) checkMemory(reports_accesses);
    ++unit_count;
    addPlace(reinterpret_cast<uptr>(&unit));
  }
  log::updateModules();
  log_format::UnitRecord record{};
  record.unit_id = unit.unit_id;
  record.address = reinterpret_cast<uptr>(&unit);
  record.site_base = unit.site_base;
  record.site_count = unit.site_count;
  log::append(currentThread(), log_format::RecordKind::kUnit, &record.head, sizeof record);
}

void remove(struct gordian_unit &unit) {
  SpinGuard guard(lock);
  --unit_count;
  for (u32 i = 0; i < place_count; ++i)
    if (places[i] == reinterpret_cast<uptr>(&unit)) {
      places[i] = places[--place_count];
      return;
    }
}

bool isAnyIn(uint64_t begin, uint64_t end) {
  SpinGuard guard(lock);
  for (u32 i = 0; i < place_count; ++i)
    if (begin <= places[i] && places[i] < end) return true;
  return false;
}

unsigned count() { return unit_count; }

}  // namespace gordian::units
