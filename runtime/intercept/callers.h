// Callers whose calls of memory functions are not looked at: options ignore_libraries and
// ignore_noninstrumented_modules.
#ifndef GORDIAN_INTERCEPT_CALLERS_H
#define GORDIAN_INTERCEPT_CALLERS_H

#include "options.h"

namespace gordian::callers {

/// Whether the code at `return_address` lies in a module that an option names. Takes a walk over all modules for the
/// first address of each.
bool isNamed(u64 return_address);
/// A module is gone: another one may come to its addresses.
void forget();
/// In a child process: the lock is free.
void resetAfterFork();

inline bool isIgnored(u64 return_address) {
  const Options &set = options();
  bool is_set = *set.ignore_libraries || set.ignore_noninstrumented_modules;
  return GORDIAN_UNLIKELY(is_set) && isNamed(return_address);
}

} // namespace gordian::callers

#endif
