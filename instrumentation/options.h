// The plugin's arguments (-fplugin-arg-gordian-KEY=VALUE), read once and passed on as const&.
#ifndef GORDIAN_INSTRUMENTATION_OPTIONS_H
#define GORDIAN_INSTRUMENTATION_OPTIONS_H

#include "llvm/Support/SpecialCaseList.h"
#include "llvm/Support/VirtualFileSystem.h"

#include <memory>
#include <string>
#include <vector>

namespace gordian {

/// What the user asked of the plugin.
struct Options {
  /// `checks=sync` leaves plain memory accesses out; `checks=all` is the default.
  bool checks_accesses = true;
  /// `verbose-counts=1` prints how many accesses were kept, and how many dropped for each reason.
  bool prints_counts = false;
  /// `inline-checks=1`, the default, compares the shadow with the epoch inline, and calls the hook only where they differ.
  bool checks_inline = true;
  /// `drop-covered=1`: accesses that an earlier check covers are not checked again (covered_accesses.h).
  bool drops_covered = true;
  /// `drop-read-before-write=1`: nor reads that a write of the same line covers (covered_accesses.h).
  bool drops_read_before_write = true;
  /// `drop-local-heap=1`: nor heap blocks that never leave their function (access_filter.cpp).
  bool drops_local_heap = true;
  /// `look-into-functions=1`: functions of the same file are known to be free of synchronisation (sync_effects.h).
  bool looks_into_functions = true;
  /// `tsan-macros=1`: __has_feature(thread_sanitizer) holds and __SANITIZE_THREAD__ is defined.
  bool defines_tsan_macros = false;
  /// `ignorelist=FILE`, several allowed. Null if none was given.
  std::shared_ptr<const llvm::SpecialCaseList> ignore_list;

  /// Whether section [thread] or [gordian] of the ignorelist has an entry `prefix:` that matches `query`.
  bool ignores(llvm::StringRef prefix, llvm::StringRef query) const;
};

/// Reads `arguments` ("key=value") into `options`. Returns an error in one sentence, or an empty string.
std::string parseOptions(const std::vector<std::string> &arguments, llvm::vfs::FileSystem &files, Options &options);

} // namespace gordian

#endif
