// The beginning of everything in race/, in the order in which it builds on itself.
#ifndef GORDIAN_RACE_RACE_H
#define GORDIAN_RACE_RACE_H

#include "clock/epochs.h"
#include "race/block.h"
#include "race/history.h"
#include "race/pattern.h"
#include "race/record.h"
#include "race/shadow.h"

namespace gordian {

/// Reserves what race detection needs. Ends the process with a sentence if there is no room for it. Once, before any thread
/// is known.
inline void startRaceDetection() {
  shadow::start();
  epochs::start();
  patterns::start();
  history::start();
  Record::start();
  blocks::start();
}

}  // namespace gordian

#endif
