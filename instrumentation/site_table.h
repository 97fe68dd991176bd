// The places in the source that instrumented code refers to, and the section that carries them.
//
// Format: runtime/abi/site_format.h.
#ifndef GORDIAN_INSTRUMENTATION_SITE_TABLE_H
#define GORDIAN_INSTRUMENTATION_SITE_TABLE_H

#include "site_format.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"

#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace llvm {
class Module;
}

namespace gordian {

/// A position in a function.
struct SourceFrame {
  std::string function;
  std::string file;
  uint32_t line = 0;
  uint32_t column = 0;
};

/// One place: where it is, and what is accessed there.
struct Site {
  llvm::SmallVector<SourceFrame, 4> frames; ///< Innermost first; the others are those it was inlined into.
  std::string expression, variable, type, declared_file;
  uint32_t declared_line = 0;
  gordian_site_kind kind = GORDIAN_SITE_KIND_READ;
  uint16_t size = 0;
};

/// The sites of one unit, numbered from 0 in the order in which they are first added.
class SiteTable {
public:
  explicit SiteTable(llvm::StringRef source_file);

  /// The number of `site`; equal sites share one.
  uint32_t add(const Site &site);
  uint32_t size() const { return static_cast<uint32_t>(sites_.size()); }

  /// Puts the table into `module`, in a section that is not loaded. Returns the unit's id, a hash of the contents.
  uint64_t emit(llvm::Module &module) const;

private:
  using FrameKey = std::tuple<uint32_t, uint32_t, uint32_t, uint32_t, uint32_t>;
  using SiteKey = std::tuple<FrameKey, uint32_t, uint32_t, uint32_t, uint32_t, uint32_t, uint32_t>;

  uint32_t string(llvm::StringRef text);
  gordian_frame_record frameRecord(const SourceFrame &frame, uint32_t caller);
  uint32_t frameNumber(const gordian_frame_record &frame);
  std::string serialize(uint64_t unit_id) const;

  std::string strings_ = std::string(1, '\0');
  llvm::StringMap<uint32_t> string_offsets_;
  uint32_t source_file_; // Uses the two above.
  std::vector<gordian_frame_record> frames_;
  std::map<FrameKey, uint32_t> frame_numbers_;
  std::vector<gordian_site_record> sites_;
  std::map<SiteKey, uint32_t> site_numbers_;
};

} // namespace gordian

#endif
