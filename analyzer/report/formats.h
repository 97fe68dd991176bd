// The formats in which a report can be written: one table, one function for each.
//
// A format is a function of findings alone: it decides nothing, opens nothing and knows no log. To add one: a file with
// its function, a declaration here and a row in formats.cpp.
#ifndef GORDIAN_ANALYZER_REPORT_FORMATS_H
#define GORDIAN_ANALYZER_REPORT_FORMATS_H

#include "findings/finding.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"

namespace gordian::report {

void writeText(const findings::Report &report, llvm::raw_ostream &out);
void writeJson(const findings::Report &report, llvm::raw_ostream &out);
void writeTsan(const findings::Report &report, llvm::raw_ostream &out);

struct Format {
  llvm::StringLiteral name;
  void (*write)(const findings::Report &, llvm::raw_ostream &);
};

llvm::ArrayRef<Format> formats();
/// Null if there is no such format.
const Format *findFormat(llvm::StringRef name);
/// "text, json"
std::string formatNames();

/// "1 finding (1 data race)", "no finding".
std::string findingsPhrase(const findings::Report &report);

} // namespace gordian::report

#endif
