// Run-time options from GORDIAN_OPTIONS: `key=value` pairs separated by ':' (as in the sanitizers).
//
// Read once before anything else, constant afterwards. An unknown key or a wrong value ends the process with one
// sentence that names the nearest key.
#ifndef GORDIAN_OPTIONS_H
#define GORDIAN_OPTIONS_H

#include "base/types.h"

namespace gordian {

enum class OnDeadlock : u32 { kReportAndExit, kReportAndContinue, kAbort };
enum class Events : u32 { kNone, kSync, kAtomics };
using Path = const char *;

struct Options {
#define GORDIAN_OPTION(type, name, default_value, help) type name = default_value;
#include "abi/options.inc"
  bool is_for_ctest = false;  ///< log_path is that of `ctest -T memcheck`, which looks for ThreadSanitizer's first lines
  bool checks_memory = true;  // no option: see checkMemory
};

/// The options in force.
const Options &options();
/// Reads the environment. Called once, by start.cpp.
void readOptions();
/// Says whether memory that libc and atomic operations touch is checked, as detect_races and the units want it.
void checkMemory(bool is_wanted);
/// The text of GORDIAN_OPTIONS as it was given; never null.
const char *optionsText();

}  // namespace gordian

#endif
