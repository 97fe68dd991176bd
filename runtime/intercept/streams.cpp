// stdio: the program's buffers that it fills and reads. What lies inside a FILE is libc's own, under its own lock.
#include "intercept/intercept.h"
#include "intercept/ranges.h"

#include <stdarg.h>
#include <stdio.h>

namespace gordian {
namespace {

/// After a text of `length` bytes (negative: failed) was put to `buffer`, which has room for `room` with its zero.
GORDIAN_INLINE int printed(char *buffer, u64 room, int length) {
  if (length >= 0 && room)
    writes(buffer, smallerOf<u64>(static_cast<u64>(length) + 1, room));
  return length;
}

/// After a line was read to *line (getline and getdelim).
GORDIAN_INLINE ssize_t gotLine(char **line, ssize_t length) {
  if (length >= 0)
    writes(*line, static_cast<u64>(length) + 1);
  return length;
}

} // namespace

GORDIAN_INTERPOSE(size_t, fread, void *buffer, size_t size, size_t count, FILE *file) {
  size_t result = real.fread(buffer, size, count, file);
  writes(buffer, size * result);
  return result;
}
GORDIAN_INTERPOSE(size_t, fwrite, const void *buffer, size_t size, size_t count, FILE *file) {
  reads(buffer, size * count);
  return real.fwrite(buffer, size, count, file);
}
GORDIAN_INTERPOSE(char *, fgets, char *buffer, int room, FILE *file) {
  char *result = real.fgets(buffer, room, file);
  if (result)
    writes(buffer, real.strlen(buffer) + 1);
  return result;
}
GORDIAN_INTERPOSE(int, fputs, const char *text, FILE *file) {
  if (enter())
    readsText(text, real.strlen(text));
  return real.fputs(text, file);
}
GORDIAN_INTERPOSE(int, puts, const char *text) {
  if (enter())
    readsText(text, real.strlen(text));
  return real.puts(text);
}
GORDIAN_INTERPOSE(ssize_t, getline, char **line, size_t *room, FILE *file) {
  return gotLine(line, real.getdelim(line, room, '\n', file));
}
GORDIAN_INTERPOSE(ssize_t, getdelim, char **line, size_t *room, int delimiter, FILE *file) {
  return gotLine(line, real.getdelim(line, room, delimiter, file));
}
GORDIAN_INTERPOSE(ssize_t, __getdelim, char **line, size_t *room, int delimiter, FILE *file) {
  return gotLine(line, real.getdelim(line, room, delimiter, file));
}

GORDIAN_INTERPOSE(int, vsnprintf, char *buffer, size_t room, const char *format, va_list rest) {
  return printed(buffer, room, real.vsnprintf(buffer, room, format, rest));
}
GORDIAN_INTERPOSE(int, vsprintf, char *buffer, const char *format, va_list rest) {
  return printed(buffer, ~u64{0}, real.vsprintf(buffer, format, rest));
}
GORDIAN_INTERPOSE(int, snprintf, char *buffer, size_t room, const char *format, ...) {
  va_list rest;
  va_start(rest, format);
  int length = printed(buffer, room, real.vsnprintf(buffer, room, format, rest));
  va_end(rest);
  return length;
}
GORDIAN_INTERPOSE(int, sprintf, char *buffer, const char *format, ...) {
  va_list rest;
  va_start(rest, format);
  int length = printed(buffer, ~u64{0}, real.vsprintf(buffer, format, rest));
  va_end(rest);
  return length;
}

// _FORTIFY_SOURCE.
GORDIAN_INTERPOSE(int, __vsnprintf_chk, char *buffer, size_t room, int flag, size_t known, const char *format,
                  va_list rest) {
  return printed(buffer, room, real.__vsnprintf_chk(buffer, room, flag, known, format, rest));
}
GORDIAN_INTERPOSE(int, __vsprintf_chk, char *buffer, int flag, size_t known, const char *format, va_list rest) {
  return printed(buffer, known, real.__vsprintf_chk(buffer, flag, known, format, rest));
}
GORDIAN_INTERPOSE(int, __snprintf_chk, char *buffer, size_t room, int flag, size_t known, const char *format, ...) {
  va_list rest;
  va_start(rest, format);
  int length = printed(buffer, room, real.__vsnprintf_chk(buffer, room, flag, known, format, rest));
  va_end(rest);
  return length;
}
GORDIAN_INTERPOSE(int, __sprintf_chk, char *buffer, int flag, size_t known, const char *format, ...) {
  va_list rest;
  va_start(rest, format);
  int length = printed(buffer, known, real.__vsprintf_chk(buffer, flag, known, format, rest));
  va_end(rest);
  return length;
}

} // namespace gordian
