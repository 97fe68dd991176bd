// The scanf family: what it writes for its caller. The names with isoc99 are those that today's headers choose.
#include "intercept/formats.h"
#include "intercept/streams.h"

namespace gordian {
namespace {

template <class Scan>
GORDIAN_INLINE int scanFrom(FILE *file, const char *format, va_list rest, Scan scan) {
  va_list kept;
  va_copy(kept, rest);
  int assigned = scan(file, format, rest);
  streamReceived(file);
  scanned(enter(), format, kept, assigned);
  va_end(kept);
  return assigned;
}

template <class Scan>
GORDIAN_INLINE int scanFrom(const char *text, const char *format, va_list rest, Scan scan) {
  va_list kept;
  va_copy(kept, rest);
  if (enter())
    readsText(text, real.strlen(text));
  int assigned = scan(text, format, rest);
  scanned(enter(), format, kept, assigned);
  va_end(kept);
  return assigned;
}

} // namespace

#define GORDIAN_SCANNERS(prefix)                                                                                       \
  GORDIAN_INTERPOSE(int, prefix##vfscanf, FILE *file, const char *format, va_list rest) {                              \
    return scanFrom(file, format, rest, real.prefix##vfscanf);                                                         \
  }                                                                                                                    \
  GORDIAN_INTERPOSE(int, prefix##vscanf, const char *format, va_list rest) {                                           \
    return scanFrom(stdin, format, rest, real.prefix##vfscanf);                                                        \
  }                                                                                                                    \
  GORDIAN_INTERPOSE(int, prefix##vsscanf, const char *text, const char *format, va_list rest) {                        \
    return scanFrom(text, format, rest, real.prefix##vsscanf);                                                         \
  }                                                                                                                    \
  GORDIAN_INTERPOSE(int, prefix##scanf, const char *format, ...) {                                                     \
    va_list rest;                                                                                                      \
    va_start(rest, format);                                                                                            \
    int assigned = scanFrom(stdin, format, rest, real.prefix##vfscanf);                                                \
    va_end(rest);                                                                                                      \
    return assigned;                                                                                                   \
  }                                                                                                                    \
  GORDIAN_INTERPOSE(int, prefix##fscanf, FILE *file, const char *format, ...) {                                        \
    va_list rest;                                                                                                      \
    va_start(rest, format);                                                                                            \
    int assigned = scanFrom(file, format, rest, real.prefix##vfscanf);                                                 \
    va_end(rest);                                                                                                      \
    return assigned;                                                                                                   \
  }                                                                                                                    \
  GORDIAN_INTERPOSE(int, prefix##sscanf, const char *text, const char *format, ...) {                                  \
    va_list rest;                                                                                                      \
    va_start(rest, format);                                                                                            \
    int assigned = scanFrom(text, format, rest, real.prefix##vsscanf);                                                 \
    va_end(rest);                                                                                                      \
    return assigned;                                                                                                   \
  }
GORDIAN_SCANNERS(__isoc99_)
GORDIAN_SCANNERS()

} // namespace gordian
