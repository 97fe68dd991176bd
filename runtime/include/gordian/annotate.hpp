// For programs that know better than the detector: parts of a program that it shall not see, and order that it cannot
// see. Without the runtime all of it is nothing. The functions of annotate.h, and scopes for them.
#ifndef GORDIAN_ANNOTATE_HPP
#define GORDIAN_ANNOTATE_HPP

#include "annotate.h"
#include "detail/detector.hpp"

namespace gordian {

/// While one lives, this thread's accesses are not seen by the detector and order nothing. Say beside each why that is
/// right: a race inside will never be reported.
using ignore_region = detail::IgnoreRegion;

/// The same for plain accesses alone: locks and atomics go on ordering.
class ignore_accesses {
public:
  GORDIAN_INTERNAL ignore_accesses() { gordian_ignore_accesses_begin(); }
  GORDIAN_INTERNAL ~ignore_accesses() { gordian_ignore_accesses_end(); }
  ignore_accesses(const ignore_accesses &) = delete;
  ignore_accesses &operator=(const ignore_accesses &) = delete;
};

/// What precedes annotate_release(object) happens before what follows an annotate_acquire(object) that comes later. For
/// order that is made by means which the detector does not know (a device, shared memory, assembly).
inline void annotate_release(const void *object) { gordian_release(object); }
inline void annotate_acquire(const void *object) { gordian_acquire(object); }

/// A race on `variable` does no harm, for `reason`; reported again after the day `expires` ("2026-12-31").
template <class T> void annotate_benign_race(const T &variable, const char *reason, const char *expires = nullptr) {
  gordian_benign_race(&variable, sizeof variable, reason, expires);
}
/// The object's memory is new: a pool hands it out.
template <class T> void annotate_new_memory(const T *memory, size_t count = 1) {
  gordian_new_memory(memory, count * sizeof(T));
}

} // namespace gordian

#endif
