// The loaded ELF objects: where they lie and which build they are, so that the analyzer finds names and lines.
//
// Calls dl_iterate_phdr, which holds the loader's lock while it calls back; our own locks are taken inside it, never
// around it, since a constructor that runs in dlopen may come here too.
#include "log/writer.h"

#include "base/bytes.h"
#include "log/store.h"
#include "log/tables.h"

#include <link.h>

namespace gordian::log {
namespace {

constexpr u64 kMaxBuildIdBytes = 64;
constexpr u32 kBuildIdNote = 3;  // NT_GNU_BUILD_ID

struct Extent {
  u64 begin, end;
};

Extent extentOf(const dl_phdr_info &info) {
  Extent extent = {~u64{0}, 0};
  for (u32 i = 0; i < info.dlpi_phnum; ++i) {
    const ElfW(Phdr) &segment = info.dlpi_phdr[i];
    if (segment.p_type != PT_LOAD) continue;
    extent.begin = smallerOf<u64>(extent.begin, info.dlpi_addr + segment.p_vaddr);
    extent.end = largerOf<u64>(extent.end, info.dlpi_addr + segment.p_vaddr + segment.p_memsz);
  }
  return extent;
}

struct BuildId {
  const u8 *bytes = nullptr;
  u32 size = 0;
};

/// Looks through the notes at [at, end).
BuildId buildIdIn(const u8 *at, const u8 *end, u64 alignment) {
  while (at + sizeof(ElfW(Nhdr)) <= end) {
    auto *head = reinterpret_cast<const ElfW(Nhdr) *>(at);
    const u8 *name = at + sizeof(*head);
    const u8 *content = at + roundUp(sizeof(*head) + head->n_namesz, alignment);
    if (content + head->n_descsz > end) break;
    if (head->n_type == kBuildIdNote && head->n_namesz == 4 && sameBytes(name, "GNU", 4) &&
        head->n_descsz <= kMaxBuildIdBytes)
      return {content, head->n_descsz};
    at = content + roundUp(head->n_descsz, alignment);
  }
  return {};
}

BuildId buildIdOf(const dl_phdr_info &info) {
  for (u32 i = 0; i < info.dlpi_phnum; ++i) {
    const ElfW(Phdr) &segment = info.dlpi_phdr[i];
    if (segment.p_type != PT_NOTE) continue;
    const u8 *begin = reinterpret_cast<const u8 *>(info.dlpi_addr + segment.p_vaddr);
    BuildId found = buildIdIn(begin, begin + segment.p_memsz, segment.p_align == 8 ? 8 : 4);
    if (found.size) return found;
  }
  return {};
}

/// The absolute path of a module's file. The loader names the program itself by an empty name.
void addModulePath(files::PathText &path, const char *name) {
  if (!*name) {
    files::addLinkTarget(path, "/proc/self/exe");
    return;
  }
  if (*name != '/' && files::addCurrentFolder(path)) path.add("/");
  path.add(name);
}

void writeModule(const dl_phdr_info &info, const char *path, u64 path_bytes, u32 number) {
  Extent extent = extentOf(info);
  BuildId build_id = buildIdOf(info);
  char tail[files::kPathBytes + kMaxBuildIdBytes];
  copyBytes(tail, path, path_bytes);
  copyBytes(tail + path_bytes, build_id.bytes, build_id.size);
  log_format::ModuleRecord record = {};
  record.module = number;
  record.build_id_bytes = build_id.size;
  record.base = info.dlpi_addr;
  record.begin = extent.begin;
  record.end = extent.end;
  record.path_bytes = static_cast<u32>(path_bytes);
  appendWithTail(log_format::RecordKind::kModule, &record.head, sizeof(record), tail, path_bytes + build_id.size);
}

/// How far the loader had counted when we last looked, and whether the main program was seen in this walk.
struct Walk {
  bool is_first = true;
};
u64 modules_added;

int visit(dl_phdr_info *info, size_t, void *argument) {
  Walk &walk = *static_cast<Walk *>(argument);
  bool is_program = walk.is_first;
  if (walk.is_first && loadRelaxed(&modules_added) == info->dlpi_adds) return 1;
  walk.is_first = false;
  storeRelaxed(&modules_added, u64{info->dlpi_adds});
  const char *name = info->dlpi_name ? info->dlpi_name : "";
  // The kernel's own page has no file. (Some loaders give it no name, but only the program comes first.)
  if ((!*name && !is_program) || beginsWith(name, "linux-vdso") || beginsWith(name, "linux-gate")) return 0;
  char bytes[files::kPathBytes];
  files::PathText path(bytes);
  addModulePath(path, name);
  u64 key = Hash().add(info->dlpi_addr).add(path.c_str()).value();
  OwnedGuard guard(tables.modules.lock, system::threadId());
  if (!guard.isHeld() || tables.modules.find(key)) return 0;
  u32 id = tables.modules.nextId();
  writeModule(*info, path.c_str(), path.size() + 1, id - 1);
  tables.modules.insert(key, id);
  return 0;
}

}  // namespace

void updateModules() {
  if (!hasLog()) return;
  Walk walk;
  dl_iterate_phdr(visit, &walk);
}

}  // namespace gordian::log
