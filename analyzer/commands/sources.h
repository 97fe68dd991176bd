// The source of the program, for what formats show of it: where it lies, and the lines that a report names.
//
// May read files. A log may name any file, so only regular files with the ending of a C or C++ source are opened.
#ifndef GORDIAN_ANALYZER_COMMANDS_SOURCES_H
#define GORDIAN_ANALYZER_COMMANDS_SOURCES_H

#include "findings/finding.h"

#include <string>

namespace gordian::commands {

/// `named` as an absolute path without links; if empty, the nearest folder with a .git above the working folder, or
/// else the working folder.
std::string sourceRoot(const std::string &named);

/// Fills Report::sources with the lines around every place of the report's stacks. Files that are not there, or changed
/// so that a line does not exist, are left out: a report can do without.
void readSources(findings::Report &report);

} // namespace gordian::commands

#endif
