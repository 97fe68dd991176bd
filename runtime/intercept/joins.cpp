// See joins.h.
#include "intercept/joins.h"

namespace gordian::joins {
namespace {

struct Gone {
  uptr pthread; // 0: nobody
  Why why;
  Other where;
};

constexpr u32 kPlaces = 1 << 12;
SpinLock lock;
Gone places[kPlaces];

Gone &placeFor(uptr pthread) { return places[(pthread * 0x9e3779b97f4a7c15u) >> 52]; }
static_assert(kPlaces == 1 << (64 - 52));

} // namespace

void gone(uptr pthread, Why why, Other where) {
  SpinGuard guard(lock);
  placeFor(pthread) = {pthread, why, where};
}

void isThere(uptr pthread) {
  Gone &place = placeFor(pthread);
  if (loadRelaxed(&place.pthread) != pthread)
    return;
  SpinGuard guard(lock);
  if (place.pthread == pthread)
    storeRelaxed(&place.pthread, uptr{0});
}

void joining(Thread &thread, uptr pthread) {
  Gone found;
  {
    SpinGuard guard(lock);
    found = placeFor(pthread);
  }
  if (found.pthread != pthread)
    return;
  Operating operating(thread);
  reportMisuse(thread, log_format::FindingKind::kJoinMisuse, nullptr, found.where, found.why);
}

void joiningItself(Thread &thread) {
  Operating operating(thread);
  reportMisuse(thread, log_format::FindingKind::kJoinMisuse, nullptr, {}, kItself, log_format::kMisuseIsRefused);
}

void reportUnjoined(Thread &thread) {
  constexpr u32 kMost = 64; // of more, those of other places are not worth a longer stack
  Thread *found[kMost];
  RuntimeScope scope(thread);
  u16 flags = options().report_thread_leaks ? 0 : log_format::kMisuseIsNote;
  for (u32 i = 0, count = threads::unjoined(found, kMost); i < count; ++i)
    reportMisuseAt(thread, {raw(found[i]->parent), found[i]->creation_site, found[i]->creation_stack},
                   log_format::FindingKind::kUnjoinedThread, &objects::at(found[i]->object), {}, 0, flags);
}

void resetAfterFork() { lock = SpinLock(); }

} // namespace gordian::joins
