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
#include "options.inc"
#undef GORDIAN_OPTION
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
