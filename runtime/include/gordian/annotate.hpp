// For programs that know better than the detector: parts of a program that it shall not see, and order that it cannot
// see. Without the runtime all of it is nothing.
#ifndef GORDIAN_ANNOTATE_HPP
#define GORDIAN_ANNOTATE_HPP

#include "detail/detector.hpp"

namespace gordian {

/// While one lives, this thread's accesses are not seen by the detector and order nothing. Say beside each why that is
/// right: a race inside will never be reported.
using ignore_region = detail::IgnoreRegion;

/// What precedes annotate_release(object) happens before what follows an annotate_acquire(object) that comes later. For
/// order that is made by means which the detector does not know (a device, shared memory, assembly).
inline void annotate_release(const void *object) { detail::detector::release(object); }
inline void annotate_acquire(const void *object) { detail::detector::acquire(object); }

} // namespace gordian

#endif
