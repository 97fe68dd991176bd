// From a log's records to a Trace.
//
// May use log/ and trace.h. Checks each record's own lengths; what a record refers to is checked where it is used.
#ifndef GORDIAN_ANALYZER_TRACE_LOAD_H
#define GORDIAN_ANALYZER_TRACE_LOAD_H

#include "trace/trace.h"

#include <optional>

namespace gordian::trace {

/// Reads the log at `path`. On failure returns nothing and `error` is one sentence; a log that is damaged but readable
/// is no failure, and the Trace says what was damaged.
std::optional<Trace> loadTrace(const std::string &path, std::string &error);

/// The same for bytes in memory; `name` stands for the path in messages.
std::optional<Trace> parseTrace(llvm::StringRef bytes, const std::string &name, std::string &error);

} // namespace gordian::trace

#endif
