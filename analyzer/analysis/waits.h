// The waits of a run that really blocked: who waited for what, where, since when and how long.
//
// The question behind `gordian profile` and `gordian timeline`; it yields no findings.
#ifndef GORDIAN_ANALYZER_ANALYSIS_WAITS_H
#define GORDIAN_ANALYZER_ANALYSIS_WAITS_H

#include "analysis/describe.h"

namespace gordian::analysis {

struct BlockedWait {
  uint32_t thread = 0;
  std::string operation;                  ///< "lock", "receive"
  std::optional<findings::Object> object; ///< what it waited for, if that was one thing
  findings::Stack stack;
  uint64_t began_ns = 0; ///< CLOCK_REALTIME
  uint64_t took_us = 0;
  std::optional<uint32_t> ended_by; ///< channels: the thread at the other end
};

/// In the order in which they began. What the log holds no times of is not among them.
std::vector<BlockedWait> blockedWaits(Describer &describer);

} // namespace gordian::analysis

#endif
