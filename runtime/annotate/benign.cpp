// Benign races; see benign.h.
#include "annotate/benign.h"

#include "base/arena.h"
#include "base/print.h"
#include "base/spin_lock.h"
#include "base/system.h"
#include "log/writer.h"

#include <time.h>

namespace gordian::benign {
namespace {

struct Range {
  uptr begin, end;
};

SpinLock lock;  // protects what follows; `count` is also read without it
Range *ranges;
u32 count, capacity;

/// Days since 1970-01-01 of a date in the Gregorian calendar (Hinnant, "chrono-compatible low-level date algorithms").
s64 dayOf(s64 year, u32 month, u32 day) {
  year -= month <= 2;
  s64 era = (year >= 0 ? year : year - 399) / 400;
  u64 year_of_era = static_cast<u64>(year - era * 400);
  u64 day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  return era * 146097 + static_cast<s64>(year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year) - 719468;
}

bool readNumber(const char *&text, u32 digits, u32 &number) {
  number = 0;
  for (u32 i = 0; i < digits; ++i, ++text) {
    if (*text < '0' || *text > '9') return false;
    number = number * 10 + static_cast<u32>(*text - '0');
  }
  return true;
}

/// The day of "2026-12-31"; false if `text` is no date.
bool readDate(const char *text, s64 &day) {
  u32 year, month, of_month;
  if (!readNumber(text, 4, year) || *text++ != '-' || !readNumber(text, 2, month) || *text++ != '-') return false;
  if (!readNumber(text, 2, of_month) || *text || month < 1 || month > 12 || of_month < 1 || of_month > 31) return false;
  day = dayOf(year, month, of_month);
  return true;
}

s64 today() {
  timespec now = {};
  system::call(SYS_clock_gettime, CLOCK_REALTIME, reinterpret_cast<u64>(&now));
  return now.tv_sec / (24 * 60 * 60);
}

void noteUnused(const char *why, const char *expires, const char *reason) {
  Text text;
  text.add("a race that is annotated as benign (").add(reason ? reason : "no reason given").add(") is reported again: ");
  text.add("its date ").add(expires).add(why);
  log::note(text.c_str());
}

}  // namespace

void add(uptr begin, u64 size, const char *reason, const char *expires) {
  if (expires) {
    s64 last;
    if (!readDate(expires, last)) return noteUnused(" is not of the form 2026-12-31", expires, reason);
    if (today() > last) return noteUnused(" has passed", expires, reason);
  }
  SpinGuard guard(lock);
  for (u32 i = 0; i < count; ++i)
    if (ranges[i].begin == begin && ranges[i].end == begin + size) return;
  if (count == capacity) {
    u32 more = largerOf<u32>(16, capacity * 2);
    Range *larger = static_cast<Range *>(arena::allocate(more * sizeof(Range)));
    for (u32 i = 0; i < count; ++i) larger[i] = ranges[i];
    if (ranges) arena::release(ranges, capacity * sizeof(Range));
    ranges = larger;
    capacity = more;
  }
  ranges[count] = {begin, begin + size};
  storeRelease(&count, count + 1);
}

bool covers(uptr address) {
  if (!loadAcquire(&count)) return false;
  SpinGuard guard(lock);
  for (u32 i = 0; i < count; ++i)
    if (address >= ranges[i].begin && address < ranges[i].end) return true;
  return false;
}

void forget(uptr begin, u64 size) {
  if (GORDIAN_LIKELY(!loadRelaxed(&count))) return;
  SpinGuard guard(lock);
  for (u32 i = 0; i < count;) {
    bool is_gone = ranges[i].begin >= begin && ranges[i].begin < begin + size;
    if (is_gone) ranges[i] = ranges[--count];
    else ++i;
  }
}

}  // namespace gordian::benign
