// The places of one trace, in words: sites and stacks by their numbers, globals by their address.
//
// May use trace/, module_file.h, symbolizer.h. Counts what could not be named, for the note on coverage.
#ifndef GORDIAN_ANALYZER_SYMBOLS_PLACES_H
#define GORDIAN_ANALYZER_SYMBOLS_PLACES_H

#include "symbols/module_file.h"
#include "symbols/symbolizer.h"
#include "trace/trace.h"

#include <map>
#include <set>
#include <unordered_map>

namespace gordian::symbols {

/// How many frames were asked for, and which have no line and why.
struct Coverage {
  uint64_t frames = 0;
  std::map<std::string, uint64_t> without_line; ///< by reason: "libfoo.so was built without -g"
  uint64_t sites = 0;
  std::map<std::string, uint64_t> unknown_sites; ///< by reason
};

class Places {
public:
  /// Keeps a reference to `trace`.
  explicit Places(const trace::Trace &trace);

  /// The site's own frames and then the stack's, innermost first. Where both are unknown it is empty.
  findings::Stack stack(trace::SiteId site, trace::StackId stack);
  /// Null if the site is reserved, unknown, or its table cannot be read.
  const Site *site(trace::SiteId site);
  /// The global variable that covers `address`.
  std::optional<Global> global(uint64_t address);
  const Coverage &coverage() const { return coverage_; }

private:
  ModuleFile &fileOf(const trace::Module &module);
  std::optional<Site> readSite(trace::SiteId site);
  findings::Stack framesAt(uint64_t return_address);

  const trace::Trace &trace_;
  Symbolizer symbolizer_;
  std::map<const trace::Module *, ModuleFile> files_;
  std::unordered_map<uint64_t, findings::Stack> frames_;
  std::map<trace::SiteId, std::optional<Site>> sites_;
  Coverage coverage_;
};

} // namespace gordian::symbols

#endif
