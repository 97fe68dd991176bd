// The printf family: what it reads for its caller, and where it prints to.
#include "intercept/formats.h"
#include "intercept/streams.h"

namespace gordian {
namespace {

/// After a text of `length` bytes (negative: failed) was put to `buffer`, which has room for `room` with its zero.
GORDIAN_INLINE int printed(char *buffer, u64 room, int length) {
  if (length >= 0 && room)
    writes(buffer, smallerOf<u64>(static_cast<u64>(length) + 1, room));
  return length;
}

GORDIAN_INLINE int allocatedText(char **text, int length) {
  if (length >= 0)
    writes(text, sizeof *text);
  return length;
}

GORDIAN_INLINE int printTo(FILE *file, const char *format, va_list rest) {
  printing(enter(), format, rest);
  streamSends(file);
  return real.vfprintf(file, format, rest);
}

GORDIAN_INLINE int printTo(FILE *file, int flag, const char *format, va_list rest) {
  printing(enter(), format, rest);
  streamSends(file);
  return real.__vfprintf_chk(file, flag, format, rest);
}

GORDIAN_INLINE int printTo(int fd, const char *format, va_list rest) {
  printing(enter(), format, rest);
  releaseOutbound(fd);
  return real.vdprintf(fd, format, rest);
}

GORDIAN_INLINE int printTo(char *buffer, size_t room, const char *format, va_list rest) {
  printing(enter(), format, rest);
  return printed(buffer, room, real.vsnprintf(buffer, room, format, rest));
}

GORDIAN_INLINE int printUnlimited(char *buffer, const char *format, va_list rest) {
  printing(enter(), format, rest);
  return printed(buffer, ~u64{0}, real.vsprintf(buffer, format, rest));
}

GORDIAN_INLINE int printToNew(char **text, const char *format, va_list rest) {
  printing(enter(), format, rest);
  return allocatedText(text, real.vasprintf(text, format, rest));
}

GORDIAN_INLINE int printChecked(char *buffer, size_t room, int flag, size_t known, const char *format, va_list rest) {
  printing(enter(), format, rest);
  return printed(buffer, room, real.__vsnprintf_chk(buffer, room, flag, known, format, rest));
}

GORDIAN_INLINE int printCheckedUnlimited(char *buffer, int flag, size_t known, const char *format, va_list rest) {
  printing(enter(), format, rest);
  return printed(buffer, known, real.__vsprintf_chk(buffer, flag, known, format, rest));
}

} // namespace

/// A variadic function that hands its arguments, as `rest`, to `expression`.
#define GORDIAN_WITH_REST(last, expression)                                                                            \
  va_list rest;                                                                                                        \
  va_start(rest, last);                                                                                                \
  int result = expression;                                                                                             \
  va_end(rest);                                                                                                        \
  return result

GORDIAN_INTERPOSE(int, printf, const char *format, ...) { GORDIAN_WITH_REST(format, printTo(stdout, format, rest)); }
GORDIAN_INTERPOSE(int, vprintf, const char *format, va_list rest) { return printTo(stdout, format, rest); }
GORDIAN_INTERPOSE(int, fprintf, FILE *file, const char *format, ...) {
  GORDIAN_WITH_REST(format, printTo(file, format, rest));
}
GORDIAN_INTERPOSE(int, vfprintf, FILE *file, const char *format, va_list rest) { return printTo(file, format, rest); }
GORDIAN_INTERPOSE(int, dprintf, int fd, const char *format, ...) {
  GORDIAN_WITH_REST(format, printTo(fd, format, rest));
}
GORDIAN_INTERPOSE(int, vdprintf, int fd, const char *format, va_list rest) { return printTo(fd, format, rest); }
GORDIAN_INTERPOSE(int, snprintf, char *buffer, size_t room, const char *format, ...) {
  GORDIAN_WITH_REST(format, printTo(buffer, room, format, rest));
}
GORDIAN_INTERPOSE(int, vsnprintf, char *buffer, size_t room, const char *format, va_list rest) {
  return printTo(buffer, room, format, rest);
}
GORDIAN_INTERPOSE(int, sprintf, char *buffer, const char *format, ...) {
  GORDIAN_WITH_REST(format, printUnlimited(buffer, format, rest));
}
GORDIAN_INTERPOSE(int, vsprintf, char *buffer, const char *format, va_list rest) {
  return printUnlimited(buffer, format, rest);
}
GORDIAN_INTERPOSE(int, asprintf, char **text, const char *format, ...) {
  GORDIAN_WITH_REST(format, printToNew(text, format, rest));
}
GORDIAN_INTERPOSE(int, vasprintf, char **text, const char *format, va_list rest) {
  return printToNew(text, format, rest);
}

// _FORTIFY_SOURCE.
GORDIAN_INTERPOSE(int, __printf_chk, int flag, const char *format, ...) {
  GORDIAN_WITH_REST(format, printTo(stdout, flag, format, rest));
}
GORDIAN_INTERPOSE(int, __vprintf_chk, int flag, const char *format, va_list rest) {
  return printTo(stdout, flag, format, rest);
}
GORDIAN_INTERPOSE(int, __fprintf_chk, FILE *file, int flag, const char *format, ...) {
  GORDIAN_WITH_REST(format, printTo(file, flag, format, rest));
}
GORDIAN_INTERPOSE(int, __vfprintf_chk, FILE *file, int flag, const char *format, va_list rest) {
  return printTo(file, flag, format, rest);
}
GORDIAN_INTERPOSE(int, __dprintf_chk, int fd, int, const char *format, ...) {
  GORDIAN_WITH_REST(format, printTo(fd, format, rest));
}
GORDIAN_INTERPOSE(int, __asprintf_chk, char **text, int, const char *format, ...) {
  GORDIAN_WITH_REST(format, printToNew(text, format, rest));
}
GORDIAN_INTERPOSE(int, __vasprintf_chk, char **text, int, const char *format, va_list rest) {
  return printToNew(text, format, rest);
}
GORDIAN_INTERPOSE(int, __snprintf_chk, char *buffer, size_t room, int flag, size_t known, const char *format, ...) {
  GORDIAN_WITH_REST(format, printChecked(buffer, room, flag, known, format, rest));
}
GORDIAN_INTERPOSE(int, __vsnprintf_chk, char *buffer, size_t room, int flag, size_t known, const char *format,
                  va_list rest) {
  return printChecked(buffer, room, flag, known, format, rest);
}
GORDIAN_INTERPOSE(int, __sprintf_chk, char *buffer, int flag, size_t known, const char *format, ...) {
  GORDIAN_WITH_REST(format, printCheckedUnlimited(buffer, flag, known, format, rest));
}
GORDIAN_INTERPOSE(int, __vsprintf_chk, char *buffer, int flag, size_t known, const char *format, va_list rest) {
  return printCheckedUnlimited(buffer, flag, known, format, rest);
}

} // namespace gordian
