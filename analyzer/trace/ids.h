// The numbers of a log, one type for each, so that a stack cannot be taken for a thread.
#ifndef GORDIAN_ANALYZER_TRACE_IDS_H
#define GORDIAN_ANALYZER_TRACE_IDS_H

#include <cstdint>

namespace gordian::trace {

enum class ThreadId : uint32_t { kNone = 0xffffffff };
enum class ObjectId : uint32_t { kNone = 0 };
enum class StackId : uint32_t { kUnknown = 0 };
enum class LocksetId : uint32_t { kEmpty = 0 };
enum class SiteId : uint32_t { kUnknown = 0 };

} // namespace gordian::trace

#endif
