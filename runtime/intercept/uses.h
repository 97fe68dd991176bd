// Who uses a descriptor while another thread closes it.
//
// Each number that was seen to be opened has a word of the runtime's own, which a use reads and a close writes: two that
// nothing orders race on it, as accesses do, and the race is told as one of the descriptor (descriptor-race). A number
// that is given out again begins anew; one that libc opens or closes by itself is not looked at.
#ifndef GORDIAN_INTERCEPT_USES_H
#define GORDIAN_INTERCEPT_USES_H

#include "intercept/intercept.h"

namespace gordian::uses {

/// `fd` was given out.
void opened(Thread &thread, int fd);
/// `fd` belongs to libc now (fclose): forgotten.
void handedOver(int fd);
/// `fd` is about to be used, or about to be closed.
void access(const Call &call, int fd, bool is_close);

GORDIAN_INLINE void use(const Call &call, int fd) {
  if (call)
    access(call, fd, false);
}

} // namespace gordian::uses

#endif
