// Functions that fill a structure of the program's, or one of libc's own that all threads share.
#include "intercept/intercept.h"
#include "intercept/ranges.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/utsname.h>

namespace gordian {
namespace {

/// `result` says whether `place` was filled: 0, or the time for those that return it.
template <class Place> GORDIAN_INLINE int filled(Place *place, int result) {
  if (result == 0 && place)
    writes(place, sizeof *place);
  return result;
}

template <class Result> GORDIAN_INLINE Result *filledTime(const time_t *time, Result *result) {
  reads(time, sizeof *time);
  if (result)
    writes(result, sizeof *result);
  return result;
}

} // namespace

GORDIAN_INTERPOSE(int, gettimeofday, timeval *time, void *zone) { return filled(time, real.gettimeofday(time, zone)); }
GORDIAN_INTERPOSE(int, clock_gettime, clockid_t clock, timespec *time) {
  return filled(time, real.clock_gettime(clock, time));
}
GORDIAN_INTERPOSE(int, clock_getres, clockid_t clock, timespec *time) {
  return filled(time, real.clock_getres(clock, time));
}
GORDIAN_INTERPOSE(int, timespec_get, timespec *time, int base) {
  int result = real.timespec_get(time, base);
  if (result)
    writes(time, sizeof *time);
  return result;
}
GORDIAN_INTERPOSE(time_t, time, time_t *place) {
  time_t now = real.time(place);
  if (place)
    writes(place, sizeof *place);
  return now;
}
GORDIAN_INTERPOSE(int, stat, const char *path, struct stat *place) {
  reads(path, real.strlen(path) + 1);
  return filled(place, real.stat(path, place));
}
GORDIAN_INTERPOSE(int, lstat, const char *path, struct stat *place) {
  reads(path, real.strlen(path) + 1);
  return filled(place, real.lstat(path, place));
}
GORDIAN_INTERPOSE(int, fstat, int fd, struct stat *place) { return filled(place, real.fstat(fd, place)); }
GORDIAN_INTERPOSE(int, uname, utsname *place) { return filled(place, real.uname(place)); }
GORDIAN_INTERPOSE(int, getrusage, __rusage_who_t who, rusage *place) {
  return filled(place, real.getrusage(who, place));
}

// The structure that localtime and gmtime return is one for all threads.
GORDIAN_INTERPOSE(tm *, localtime, const time_t *time) { return filledTime(time, real.localtime(time)); }
GORDIAN_INTERPOSE(tm *, gmtime, const time_t *time) { return filledTime(time, real.gmtime(time)); }
GORDIAN_INTERPOSE(tm *, localtime_r, const time_t *time, tm *place) {
  return filledTime(time, real.localtime_r(time, place));
}
GORDIAN_INTERPOSE(tm *, gmtime_r, const time_t *time, tm *place) {
  return filledTime(time, real.gmtime_r(time, place));
}
GORDIAN_INTERPOSE(char *, ctime, const time_t *time) {
  reads(time, sizeof *time);
  char *text = real.ctime(time);
  if (text)
    writes(text, real.strlen(text) + 1);
  return text;
}
GORDIAN_INTERPOSE(char *, asctime, const tm *time) {
  reads(time, sizeof *time);
  char *text = real.asctime(time);
  if (text)
    writes(text, real.strlen(text) + 1);
  return text;
}
GORDIAN_INTERPOSE(time_t, mktime, tm *time) {
  time_t result = real.mktime(time);
  writes(time, sizeof *time);
  return result;
}
GORDIAN_INTERPOSE(size_t, strftime, char *text, size_t room, const char *format, const tm *time) {
  reads(format, real.strlen(format) + 1);
  reads(time, sizeof *time);
  size_t length = real.strftime(text, room, format, time);
  if (length)
    writes(text, length + 1);
  return length;
}
GORDIAN_INTERPOSE(char *, getcwd, char *place, size_t room) {
  char *path = real.getcwd(place, room);
  if (path)
    writes(path, real.strlen(path) + 1);
  return path;
}
GORDIAN_INTERPOSE(ssize_t, readlink, const char *path, char *place, size_t room) {
  reads(path, real.strlen(path) + 1);
  ssize_t length = real.readlink(path, place, room);
  if (length > 0)
    writes(place, static_cast<u64>(length));
  return length;
}

} // namespace gordian
