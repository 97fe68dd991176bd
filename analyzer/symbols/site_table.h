// The site table that the plugin left in a module: places and expressions by unit and index.
//
// May use runtime/abi/site_format.h. Trusts no byte of the section.
#ifndef GORDIAN_ANALYZER_SYMBOLS_SITE_TABLE_H
#define GORDIAN_ANALYZER_SYMBOLS_SITE_TABLE_H

#include "findings/frame.h"

#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

namespace gordian::symbols {

/// One site, in words.
struct Site {
  findings::Stack frames; ///< innermost first: the position, then what it is inlined into. Never empty.
  std::string expression, variable, type;
  std::string declared_file;
  uint32_t declared_line = 0;
  uint16_t kind = 0, size = 0;
};

/// The blocks of one module's section. Does not own the section's bytes.
class SiteTable {
public:
  SiteTable() = default;
  /// Finds the blocks. After a damaged one it goes on at the next that begins with the magic number.
  explicit SiteTable(llvm::StringRef section);

  /// Site number `index` of the unit; nothing if the table has no such unit or site, or if it is damaged there.
  std::optional<Site> site(uint64_t unit_id, uint32_t index) const;
  bool hasUnit(uint64_t unit_id) const { return blocks_.count(unit_id) != 0; }
  size_t unitCount() const { return blocks_.size(); }
  /// Bytes of the section that are neither a block nor padding.
  uint64_t damagedBytes() const { return damaged_bytes_; }

private:
  std::unordered_map<uint64_t, llvm::StringRef> blocks_;
  uint64_t damaged_bytes_ = 0;
};

} // namespace gordian::symbols

#endif
