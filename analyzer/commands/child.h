// Runs a program as the shell would, and waits for it.
//
// May use POSIX only.
#ifndef GORDIAN_ANALYZER_COMMANDS_CHILD_H
#define GORDIAN_ANALYZER_COMMANDS_CHILD_H

#include <string>
#include <vector>

namespace gordian::commands {

struct ChildEnd {
  bool was_started = false;
  std::string error; ///< why it was not
  int status = 0;    ///< as shells give it: the exit status, or 128 + the signal that killed it
};

/// Starts `command` (looked up in PATH) with our standard streams and `environment` ("NAME=value") on top of ours, and
/// waits. Meanwhile signals from the terminal are the program's alone, and a request to end is passed on to it.
ChildEnd runChild(const std::vector<std::string> &command, const std::vector<std::string> &environment);

} // namespace gordian::commands

#endif
