// dlopen and dlclose: which modules there are, and which addresses are nobody's any more.
//
// dlopen and dlsym depend on who calls them (its RUNPATH, RTLD_NEXT), which libc finds by the return address; so they
// are left by tail calls. What dlopen brought is recorded at the next call of the loader.
#include "base/arena.h"
#include "intercept/callers.h"
#include "intercept/intercept.h"
#include "log/writer.h"
#include "race/memory.h"

#include <link.h>

namespace gordian {
namespace {

u32 has_opened;

void recordModules() {
  if (GORDIAN_LIKELY(!loadRelaxed(&has_opened)) || !isReady())
    return;
  storeRelaxed(&has_opened, 0u);
  tell(enterIgnored(), [](Thread &) { log::updateModules(); });
}

struct Module {
  uptr begin, end;
  bool is_there;
};

/// The modules that are loaded, in a block of arena.
struct Modules {
  static constexpr u32 kCapacity = 1024; // of any more the addresses are not forgotten
  u32 count;
  Module modules[kCapacity];
};

Module rangeOf(const struct dl_phdr_info *info) {
  Module module = {~uptr{0}, 0, false};
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    if (info->dlpi_phdr[i].p_type != PT_LOAD)
      continue;
    uptr begin = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
    module.begin = smallerOf(module.begin, begin);
    module.end = largerOf(module.end, begin + info->dlpi_phdr[i].p_memsz);
  }
  return module;
}

int collect(struct dl_phdr_info *info, size_t, void *collected) {
  Modules &modules = *static_cast<Modules *>(collected);
  if (modules.count < Modules::kCapacity)
    modules.modules[modules.count++] = rangeOf(info);
  return 0;
}

int markThere(struct dl_phdr_info *info, size_t, void *collected) {
  Modules &modules = *static_cast<Modules *>(collected);
  Module loaded = rangeOf(info);
  for (u32 i = 0; i < modules.count; ++i)
    if (modules.modules[i].begin == loaded.begin)
      modules.modules[i].is_there = true;
  return 0;
}

} // namespace

GORDIAN_INTERPOSE(void *, dlopen, const char *path, int flags) {
  recordModules();
  storeRelaxed(&has_opened, 1u);
  [[clang::musttail]] return real.dlopen(path, flags);
}

GORDIAN_INTERPOSE(void *, dlmopen, Lmid_t space, const char *path, int flags) {
  recordModules();
  storeRelaxed(&has_opened, 1u);
  [[clang::musttail]] return real.dlmopen(space, path, flags);
}

GORDIAN_INTERPOSE(void *, dlsym, void *module, const char *name) {
  recordModules();
  [[clang::musttail]] return real.dlsym(module, name);
}

GORDIAN_INTERPOSE(int, dlclose, void *module) {
  recordModules();
  if (!isReady())
    return real.dlclose(module);
  Modules *modules = static_cast<Modules *>(arena::allocate(sizeof(Modules))); // zeroed
  dl_iterate_phdr(collect, modules);
  int result = real.dlclose(module);
  dl_iterate_phdr(markThere, modules);
  callers::forget();
  for (u32 i = 0; i < modules->count; ++i) {
    const Module &gone = modules->modules[i];
    if (!gone.is_there && gone.begin < gone.end)
      tell(enterIgnored(), [&](Thread &) { memoryReset(gone.begin, gone.end - gone.begin); });
  }
  arena::release(modules, sizeof(Modules));
  return result;
}

} // namespace gordian
