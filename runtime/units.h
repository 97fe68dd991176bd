// The instrumented translation units of the process: each gets a range of site numbers and a record in the log.
#ifndef GORDIAN_UNITS_H
#define GORDIAN_UNITS_H

#include "abi/hooks.h"

namespace gordian::units {

/// Gives `unit` its site numbers. Ends the process with a sentence if the unit was made by a plugin of another ABI.
void add(struct gordian_unit &unit);
void remove(struct gordian_unit &unit);
/// Whether a unit lies in [begin, end), the addresses of a module: then that was compiled with the plugin.
bool isAnyIn(uint64_t begin, uint64_t end);
/// How many were added: none means that nothing in the program is instrumented.
unsigned count();

}  // namespace gordian::units

#endif
