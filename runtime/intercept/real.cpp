// Finding libc's own functions; see real.h.
#include "intercept/real.h"

#include "base/bytes.h"

namespace gordian {
namespace {

void *copyEarly(void *to, const void *from, size_t bytes) {
  copyBytes(to, from, bytes);
  return to;
}

void *moveEarly(void *to, const void *from, size_t bytes) {
  if (static_cast<u8 *>(to) <= from)
    return copyEarly(to, from, bytes);
  for (size_t i = bytes; i-- > 0;)
    static_cast<u8 *>(to)[i] = static_cast<const u8 *>(from)[i];
  return to;
}

void *fillEarly(void *to, int value, size_t bytes) {
  fillBytes(to, static_cast<u8>(value), bytes);
  return to;
}

int compareEarly(const void *a, const void *b, size_t bytes) {
  const u8 *left = static_cast<const u8 *>(a), *right = static_cast<const u8 *>(b);
  for (size_t i = 0; i < bytes; ++i)
    if (left[i] != right[i])
      return left[i] - right[i];
  return 0;
}

size_t lengthEarly(const char *text) { return lengthOf(text); }

int compareTextEarly(const char *a, const char *b) {
  while (*a && *a == *b)
    ++a, ++b;
  return static_cast<u8>(*a) - static_cast<u8>(*b);
}

int compareTextEarly(const char *a, const char *b, size_t bytes) {
  for (; bytes && *a && *a == *b; --bytes)
    ++a, ++b;
  return bytes ? static_cast<u8>(*a) - static_cast<u8>(*b) : 0;
}

template <class Function> void resolve(Function *&function, const char *name, const char *version) {
  if (void *found = dlvsym(RTLD_NEXT, name, version))
    function = reinterpret_cast<Function *>(found);
}

template <class Function> void resolve(Function *&function, const char *name) {
  if (void *found = real.dlsym(RTLD_NEXT, name))
    function = reinterpret_cast<Function *>(found);
}

} // namespace

constinit RealFunctions real = []() consteval {
  RealFunctions early = {};
  early.memcpy = copyEarly;
  early.memmove = moveEarly;
  early.memset = fillEarly;
  early.memcmp = compareEarly;
  early.strlen = lengthEarly;
  early.strcmp = compareTextEarly;
  early.strncmp = compareTextEarly;
  return early;
}
();

void resolveRealFunctions() {
  resolve(real.dlsym, "dlsym", "GLIBC_2.2.5");
#define GORDIAN_REAL(result, name, parameters) resolve(real.name, #name);
#define GORDIAN_REAL_VERSION(result, name, parameters, version) resolve(real.name, #name, version);
#include "intercept/functions.inc"
#undef GORDIAN_REAL
#undef GORDIAN_REAL_VERSION
}

} // namespace gordian
