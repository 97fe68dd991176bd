#include "trace/trace.h"

#include <algorithm>

namespace gordian::trace {

namespace {

template <class Map, class Id> const typename Map::mapped_type *find(const Map &map, Id id) {
  auto found = map.find(id);
  return found == map.end() ? nullptr : &found->second;
}

} // namespace

const Thread *Trace::thread(ThreadId id) const { return find(threads, id); }
const Object *Trace::object(ObjectId id) const { return find(objects, id); }
const std::vector<uint64_t> *Trace::stack(StackId id) const { return find(stacks, id); }
const std::vector<format::LocksetEntry> *Trace::lockset(LocksetId id) const { return find(locksets, id); }

const Module *Trace::moduleAt(uint64_t address) const {
  // The last one that fits: a module loaded later may have taken the place of one that was closed.
  auto found = std::find_if(modules.rbegin(), modules.rend(),
                            [&](const Module &module) { return address >= module.begin && address < module.end; });
  return found == modules.rend() ? nullptr : &*found;
}

const Unit *Trace::unitOf(SiteId site) const {
  uint32_t number = uint32_t(site);
  auto after = std::upper_bound(units.begin(), units.end(), number,
                                [](uint32_t wanted, const Unit &unit) { return wanted < unit.site_base; });
  if (after == units.begin())
    return nullptr;
  const Unit &unit = *std::prev(after);
  return number - unit.site_base < unit.site_count ? &unit : nullptr;
}

} // namespace gordian::trace
