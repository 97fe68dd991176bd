// Ranges that a function of libc touches for its caller.
#ifndef GORDIAN_INTERCEPT_RANGES_H
#define GORDIAN_INTERCEPT_RANGES_H

#include "intercept/intercept.h"
#include "race/memory.h"

namespace gordian {

/// Nothing if the caller is not to be observed or `bytes` is 0.
GORDIAN_INLINE void reads(const void *address, u64 bytes) {
  if (bytes == 0) return;
  tell(enter(), [&](Thread &thread) { libraryRead(thread, address, bytes); });
}
GORDIAN_INLINE void writes(void *address, u64 bytes) {
  if (bytes == 0) return;
  tell(enter(), [&](Thread &thread) { libraryWrite(thread, address, bytes); });
}
/// A zero-terminated text of `length` bytes before the zero.
GORDIAN_INLINE void readsText(const char *text, u64 length) { reads(text, length + 1); }

}  // namespace gordian

#endif
