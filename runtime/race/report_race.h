// A race that was found: told to the log with everything that the process knows of both sides.
#ifndef GORDIAN_RACE_REPORT_RACE_H
#define GORDIAN_RACE_REPORT_RACE_H

#include "race/check_access.h"

namespace gordian {

/// The access that was there before.
struct EarlierAccess {
  uptr granule;
  Moment moment;
  u32 position;    // low end of the events in its thread's history
  Site site;       // with kFreeFlag
  u32 mask;        // bytes of the granule that both accesses touch
  bool is_write, is_atomic;
};

/// Writes a RaceRecord for the pair, or raises its count if the same pair of places came up before. Thread-safe.
void reportRace(Thread &thread, const Access &access, const EarlierAccess &earlier);

/// The child's log is another one: pairs found by the parent are found anew.
void resetReportsAfterFork();

}  // namespace gordian

#endif
