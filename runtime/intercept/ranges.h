// Ranges that a function of libc touches for its caller.
#ifndef GORDIAN_INTERCEPT_RANGES_H
#define GORDIAN_INTERCEPT_RANGES_H

#include "intercept/intercept.h"
#include "race/memory.h"

namespace gordian {

/// Nothing if the caller is not to be observed or `bytes` is 0. No RuntimeScope here: the check opens its own, after
/// the quick look that most ranges end with.
GORDIAN_INLINE void readsFor(const Call &call, const void *address, u64 bytes) {
  if (bytes == 0 || !call)
    return;
  call.thread->call_pc = reinterpret_cast<u64>(call.return_address);
  libraryRead(*call.thread, address, bytes);
  call.thread->call_pc = 0;
}
GORDIAN_INLINE void writesFor(const Call &call, void *address, u64 bytes) {
  if (bytes == 0 || !call)
    return;
  call.thread->call_pc = reinterpret_cast<u64>(call.return_address);
  libraryWrite(*call.thread, address, bytes);
  call.thread->call_pc = 0;
}
GORDIAN_INLINE void reads(const void *address, u64 bytes) { readsFor(enter(), address, bytes); }
GORDIAN_INLINE void writes(void *address, u64 bytes) { writesFor(enter(), address, bytes); }
/// A zero-terminated text of `length` bytes before the zero.
GORDIAN_INLINE void readsText(const char *text, u64 length) { reads(text, length + 1); }

} // namespace gordian

#endif
