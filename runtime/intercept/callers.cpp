// Callers that are ignored; see callers.h.
#include "intercept/callers.h"

#include "base/bytes.h"
#include "base/spin_lock.h"
#include "units.h"

#include <link.h>

namespace gordian::callers {
namespace {

/// A module that was asked for.
struct Known {
  u64 begin, end;
  bool is_named;
};

constexpr u32 kMostModules = 256; // more are looked up each time
SpinLock lock;
Known known[kMostModules];
u32 known_count;

struct Search {
  u64 address;
  Known found;
  char name[256];
};

int visit(dl_phdr_info *info, size_t, void *argument) {
  Search &search = *static_cast<Search *>(argument);
  Known module = {~u64{0}, 0, false};
  bool is_here = false;
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr) &segment = info->dlpi_phdr[i];
    if (segment.p_type != PT_LOAD)
      continue;
    u64 begin = info->dlpi_addr + segment.p_vaddr, end = begin + segment.p_memsz;
    module.begin = smallerOf(module.begin, begin);
    module.end = largerOf(module.end, end);
    is_here |= begin <= search.address && search.address < end;
  }
  if (!is_here)
    return 0;
  search.found = module;
  const char *path = info->dlpi_name ? info->dlpi_name : "";
  u64 start = 0, length = lengthOf(path);
  for (u64 i = 0; i < length; ++i)
    if (path[i] == '/')
      start = i + 1;
  u64 kept = smallerOf<u64>(length - start, sizeof search.name - 1);
  copyBytes(search.name, path + start, kept);
  search.name[kept] = 0;
  return 1;
}

/// `names` are beginnings of file names, with ';' between them.
bool isListed(const char *names, const char *file) {
  while (*names) {
    u64 length = 0;
    while (names[length] && names[length] != ';')
      ++length;
    if (length && lengthOf(file) >= length && sameBytes(names, file, length))
      return true;
    names += names[length] ? length + 1 : length;
  }
  return false;
}

} // namespace

bool isNamed(u64 address) {
  {
    SpinGuard guard(lock);
    for (u32 i = 0; i < known_count; ++i)
      if (known[i].begin <= address && address < known[i].end)
        return known[i].is_named;
  }
  // Without our lock: the loader's is taken here.
  Search search; // not cleared as a whole: the compiler would call memset for that, which is interposed
  search.address = address;
  if (!dl_iterate_phdr(visit, &search))
    return false;
  Known &found = search.found;
  found.is_named = isListed(options().ignore_libraries, search.name) ||
                   (options().ignore_noninstrumented_modules && !units::isAnyIn(found.begin, found.end));
  SpinGuard guard(lock);
  if (known_count < kMostModules)
    known[known_count++] = found;
  return found.is_named;
}

void forget() {
  SpinGuard guard(lock);
  known_count = 0;
}

void resetAfterFork() { lock = SpinLock(); }

} // namespace gordian::callers
