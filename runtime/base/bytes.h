// Copying, filling and comparing bytes and strings without calling libc, whose versions the runtime interposes.
#ifndef GORDIAN_BASE_BYTES_H
#define GORDIAN_BASE_BYTES_H

#include "base/types.h"

namespace gordian {

inline void copyBytes(void *to, const void *from, u64 bytes) {
  __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(bytes)::"memory");
}
inline void fillBytes(void *to, u8 value, u64 bytes) {
  __asm__ volatile("rep stosb" : "+D"(to), "+c"(bytes) : "a"(value) : "memory");
}
inline u64 lengthOf(const char *text) {
  u64 length = 0;
  while (text[length]) {
    ++length;
    __asm__("" : "+r"(length));  // the compiler would see strlen in this loop, and call it
  }
  return length;
}
inline bool sameBytes(const void *a, const void *b, u64 bytes) {
  const u8 *left = static_cast<const u8 *>(a), *right = static_cast<const u8 *>(b);
  for (u64 i = 0; i < bytes; ++i)
    if (left[i] != right[i]) return false;
  return true;
}
inline bool sameText(const char *a, const char *b) {
  while (*a && *a == *b) ++a, ++b;
  return *a == *b;
}
/// True if `text` begins with `prefix`.
inline bool beginsWith(const char *text, const char *prefix) {
  while (*prefix)
    if (*text++ != *prefix++) return false;
  return true;
}

}  // namespace gordian

#endif
