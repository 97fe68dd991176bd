// memcpy, memset and their kin: which bytes they read and write for their caller.
//
// Comparisons and searches count as reading up to the byte that decided, not the whole of what was allowed.
#include "intercept/intercept.h"
#include "intercept/ranges.h"

namespace gordian {
namespace {

/// How many bytes a comparison of `bytes` looked at.
u64 comparedBytes(const void *a, const void *b, u64 bytes) {
  const u8 *left = static_cast<const u8 *>(a), *right = static_cast<const u8 *>(b);
  u64 same = 0;
  while (same < bytes && left[same] == right[same])
    ++same;
  return same < bytes ? same + 1 : bytes;
}

void *copy(void *to, const void *from, size_t bytes) {
  reads(from, bytes);
  writes(to, bytes);
  return real.memcpy(to, from, bytes);
}

void *move(void *to, const void *from, size_t bytes) {
  reads(from, bytes);
  writes(to, bytes);
  return real.memmove(to, from, bytes);
}

void *fill(void *to, int value, size_t bytes) {
  writes(to, bytes);
  return real.memset(to, value, bytes);
}

int compare(const void *a, const void *b, size_t bytes) {
  int result = real.memcmp(a, b, bytes);
  if (!enter())
    return result;
  u64 looked_at = result ? comparedBytes(a, b, bytes) : bytes;
  reads(a, looked_at);
  reads(b, looked_at);
  return result;
}

} // namespace

GORDIAN_INTERPOSE(void *, memcpy, void *to, const void *from, size_t bytes) { return copy(to, from, bytes); }
GORDIAN_INTERPOSE(void *, memmove, void *to, const void *from, size_t bytes) { return move(to, from, bytes); }
GORDIAN_INTERPOSE(void *, memset, void *to, int value, size_t bytes) { return fill(to, value, bytes); }
GORDIAN_INTERPOSE(void, bcopy, const void *from, void *to, size_t bytes) { move(to, from, bytes); }
GORDIAN_INTERPOSE(void, bzero, void *to, size_t bytes) { fill(to, 0, bytes); }
GORDIAN_INTERPOSE(void, explicit_bzero, void *to, size_t bytes) { fill(to, 0, bytes); }
GORDIAN_INTERPOSE(int, memcmp, const void *a, const void *b, size_t bytes) { return compare(a, b, bytes); }
GORDIAN_INTERPOSE(int, bcmp, const void *a, const void *b, size_t bytes) { return compare(a, b, bytes); }

GORDIAN_INTERPOSE(void *, mempcpy, void *to, const void *from, size_t bytes) {
  return static_cast<u8 *>(copy(to, from, bytes)) + bytes;
}

GORDIAN_INTERPOSE(void *, __mempcpy, void *to, const void *from, size_t bytes) {
  return static_cast<u8 *>(copy(to, from, bytes)) + bytes;
}

GORDIAN_INTERPOSE(void *, memccpy, void *to, const void *from, int value, size_t bytes) {
  if (!enter())
    return real.memccpy(to, from, value, bytes);
  const u8 *found = static_cast<const u8 *>(real.memchr(from, value, bytes));
  u64 copied = found ? static_cast<u64>(found - static_cast<const u8 *>(from)) + 1 : bytes;
  reads(from, copied);
  writes(to, copied);
  return real.memccpy(to, from, value, bytes);
}

GORDIAN_INTERPOSE(void *, memchr, const void *bytes, int value, size_t size) {
  void *found = real.memchr(bytes, value, size);
  reads(bytes, found ? addressOf(found) - addressOf(bytes) + 1 : size);
  return found;
}

GORDIAN_INTERPOSE(void *, memrchr, const void *bytes, int value, size_t size) {
  void *found = real.memrchr(bytes, value, size);
  if (found)
    reads(found, addressOf(bytes) + size - addressOf(found));
  else
    reads(bytes, size);
  return found;
}

GORDIAN_INTERPOSE(void *, rawmemchr, const void *bytes, int value) {
  void *found = real.rawmemchr(bytes, value);
  reads(bytes, addressOf(found) - addressOf(bytes) + 1);
  return found;
}

GORDIAN_INTERPOSE(void *, memmem, const void *bytes, size_t size, const void *part, size_t part_size) {
  void *found = real.memmem(bytes, size, part, part_size);
  reads(part, part_size);
  reads(bytes, found ? addressOf(found) - addressOf(bytes) + part_size : size);
  return found;
}

// The names that code compiled with _FORTIFY_SOURCE calls. `room` is what the compiler knows of the destination; the
// real function ends the program when it is too small, so that is left to the real one.
GORDIAN_INTERPOSE(void *, __memcpy_chk, void *to, const void *from, size_t bytes, size_t room) {
  if (bytes > room)
    real.__chk_fail();
  return copy(to, from, bytes);
}
GORDIAN_INTERPOSE(void *, __memmove_chk, void *to, const void *from, size_t bytes, size_t room) {
  if (bytes > room)
    real.__chk_fail();
  return move(to, from, bytes);
}
GORDIAN_INTERPOSE(void *, __mempcpy_chk, void *to, const void *from, size_t bytes, size_t room) {
  if (bytes > room)
    real.__chk_fail();
  return static_cast<u8 *>(copy(to, from, bytes)) + bytes;
}
GORDIAN_INTERPOSE(void *, __memset_chk, void *to, int value, size_t bytes, size_t room) {
  if (bytes > room)
    real.__chk_fail();
  return fill(to, value, bytes);
}
GORDIAN_INTERPOSE(void, __explicit_bzero_chk, void *to, size_t bytes, size_t room) {
  if (bytes > room)
    real.__chk_fail();
  fill(to, 0, bytes);
}

// Wide characters.
GORDIAN_INTERPOSE(wchar_t *, wmemcpy, wchar_t *to, const wchar_t *from, size_t count) {
  return static_cast<wchar_t *>(copy(to, from, count * sizeof(wchar_t)));
}
GORDIAN_INTERPOSE(wchar_t *, wmemmove, wchar_t *to, const wchar_t *from, size_t count) {
  return static_cast<wchar_t *>(move(to, from, count * sizeof(wchar_t)));
}
GORDIAN_INTERPOSE(wchar_t *, wmemset, wchar_t *to, wchar_t value, size_t count) {
  writes(to, count * sizeof(wchar_t));
  for (size_t i = 0; i < count; ++i)
    to[i] = value;
  return to;
}

} // namespace gordian
