// Reads a report that the JSON format wrote: the way back to findings, so that reports can be merged and compared.
//
// Trusts nothing: what is missing or of another type is as if it were not known.
#ifndef GORDIAN_ANALYZER_REPORT_JSON_READ_H
#define GORDIAN_ANALYZER_REPORT_JSON_READ_H

#include "findings/finding.h"

#include "llvm/ADT/StringRef.h"

#include <optional>
#include <string>

namespace gordian::report {

/// `name` stands for the file in messages. On failure returns nothing and `error` is one sentence.
std::optional<findings::Report> readJson(llvm::StringRef bytes, const std::string &name, std::string &error);

} // namespace gordian::report

#endif
