// How findings speak of threads, places, objects and locks: the same words in messages, in reasons and in reports.
#ifndef GORDIAN_ANALYZER_FINDINGS_PHRASES_H
#define GORDIAN_ANALYZER_FINDINGS_PHRASES_H

#include "findings/finding.h"

namespace gordian::findings {

/// `the main thread`, `thread 2 "worker"`.
std::string threadPhrase(const Thread &thread);
/// The same for a number; the name is looked up in the finding's threads.
std::string threadPhrase(const Finding &finding, uint32_t thread);

/// `counter.cpp:14:10`; the reason in words where the line is not known. Without the folder if `is_short`.
std::string placePhrase(const Frame &frame, bool is_short = true);
/// The place that stands for a stack (its first frame that is the program's own): `main.cpp:44:3`.
std::string placePhrase(const Stack &stack);

/// `'jobs'`; `a mutex without a name (0x7f…)` where the source is not known.
std::string objectPhrase(const Object &object);
/// `'m'`, `'m' (shared)`, joined by commas; `nothing` for none.
std::string locksPhrase(const std::vector<HeldLock> &locks);

/// `1 event`, `2 events`.
std::string counted(uint64_t count, const std::string &noun);
/// `4 bytes`, `1 byte`.
std::string bytesPhrase(uint64_t bytes);

} // namespace gordian::findings

#endif
