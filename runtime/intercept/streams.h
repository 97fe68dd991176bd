// What a stream of stdio orders: the data that goes through its descriptor.
//
// The standard streams order nothing: that two threads print does not mean that they wait for one another.
#ifndef GORDIAN_INTERCEPT_STREAMS_H
#define GORDIAN_INTERCEPT_STREAMS_H

#include "intercept/flow.h"

#include <stdio.h>

namespace gordian {

GORDIAN_INLINE bool isStandard(const FILE *file) { return file == stdin || file == stdout || file == stderr; }

/// What is written to the stream next, or was and is still in its buffer, may reach a reader.
GORDIAN_INLINE void streamSends(FILE *file) {
  unsafeInHandler(enter());
  if (file && !isStandard(file) && file->_fileno >= 0)
    releaseOutbound(file->_fileno);
}

/// Data was read from the stream.
GORDIAN_INLINE void streamReceived(FILE *file) {
  if (!isStandard(file) && file->_fileno >= 0)
    acquireInbound(file->_fileno);
}

} // namespace gordian

#endif
