// Profiles as pprof reads them: gzip'd protocol buffers, of which a profile needs few fields.
//
// Source: github.com/google/pprof, proto/profile.proto; protobuf.dev, "Encoding"; RFC 1952 (gzip).
#ifndef GORDIAN_ANALYZER_REPORT_PPROF_H
#define GORDIAN_ANALYZER_REPORT_PPROF_H

#include "findings/frame.h"

#include <string>
#include <vector>

namespace gordian::report {

struct ProfileSample {
  findings::Stack stack; ///< innermost first
  std::string label;     ///< what was waited for
  uint64_t count = 0, nanoseconds = 0;
};

/// The bytes of a profile with the sample types contentions/count and delay/nanoseconds, as Go's mutex profile has.
/// `start_ns` and `duration_ns` are the run's.
std::string pprofOf(const std::vector<ProfileSample> &samples, uint64_t start_ns, uint64_t duration_ns);

} // namespace gordian::report

#endif
