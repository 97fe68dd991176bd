// Units; see units.h. Site numbers are never reused: a report may name a site of an object that was closed long ago.
#include "units.h"

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
  }
  log::updateModules();
  log_format::UnitRecord record{};
  record.unit_id = unit.unit_id;
  record.address = reinterpret_cast<uptr>(&unit);
  record.site_base = unit.site_base;
  record.site_count = unit.site_count;
  log::append(currentThread(), log_format::RecordKind::kUnit, &record.head, sizeof record);
}

void remove(struct gordian_unit &) {
  SpinGuard guard(lock);
  --unit_count;
}

unsigned count() { return unit_count; }

}  // namespace gordian::units
