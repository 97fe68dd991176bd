// What the operations of a run's program are called in findings, and which of them ends whose wait.
#ifndef GORDIAN_ANALYZER_ANALYSIS_OPERATIONS_H
#define GORDIAN_ANALYZER_ANALYSIS_OPERATIONS_H

#include "findings/finding.h"
#include "predict/program.h"

#include <vector>

namespace gordian::analysis {

class Describer;

/// A send or a receive.
bool isMessage(predict::Op op);
/// Would `event`, made by another thread, let a thread go that waits at `wait`?
bool couldFree(const predict::Event &event, const predict::Event &wait);
/// As findings name it: "send", "wait-group-wait"; empty if it has no name there.
const char *operationName(const predict::Event &event);
/// The lock, channel ... of an event; the thread of a join or start.
findings::Object objectOf(Describer &describer, const predict::Event &event);
/// The acquires whose locks the thread has in hand at `event`, in their order.
std::vector<predict::Position> heldAt(const predict::Program &program, const predict::Event &event);

/// Notes: a thread waited while it held a lock that the thread which ended the wait had asked for on its way there, and
/// nothing but luck kept the two apart. `cycles`: what is known to end in a deadlock, and is not told again.
std::vector<findings::Finding> locksHeldOverWaits(Describer &describer, const std::vector<findings::Finding> &cycles);

} // namespace gordian::analysis

#endif
