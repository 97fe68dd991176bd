// Races that the program says are benign: ranges of memory, each with its reason and the day after which it is reported
// again.
#ifndef GORDIAN_ANNOTATE_BENIGN_H
#define GORDIAN_ANNOTATE_BENIGN_H

#include "base/types.h"

namespace gordian::benign {

/// Races in [begin, begin + size) are not reported until the end of the day `expires` ("2026-12-31"; null: for ever). A
/// date that has passed, or is none, is said aloud and changes nothing. `reason` is a text that stays.
void add(uptr begin, u64 size, const char *reason, const char *expires);
bool covers(uptr address);
/// The memory is another object's now.
void forget(uptr begin, u64 size);

}  // namespace gordian::benign

#endif
