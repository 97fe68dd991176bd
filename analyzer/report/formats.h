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
void writeSarif(const findings::Report &report, llvm::raw_ostream &out);
void writeGitlab(const findings::Report &report, llvm::raw_ostream &out);
void writeJunit(const findings::Report &report, llvm::raw_ostream &out);
void writeGithub(const findings::Report &report, llvm::raw_ostream &out);
void writeMarkdown(const findings::Report &report, llvm::raw_ostream &out);
void writeHtml(const findings::Report &report, llvm::raw_ostream &out);

/// One finding as the text format prints it. Every name is on one line.
void writeFindingText(const findings::Report &report, const findings::Finding &finding, llvm::raw_ostream &out);
/// What the runs could not show: each sentence once, with the number of runs that say it.
std::vector<std::string> unseenOf(const findings::Report &report);

struct Format {
  llvm::StringLiteral name;
  void (*write)(const findings::Report &, llvm::raw_ostream &);
  llvm::StringLiteral endings; ///< of files that are written in it when no --format says otherwise: ".html .htm"
  bool shows_source = false;   ///< wants Report::sources
};

llvm::ArrayRef<Format> formats();
/// Null if there is no such format.
const Format *findFormat(llvm::StringRef name);
/// By the ending of a file's name; null if it has none of a format's.
const Format *formatOfFile(llvm::StringRef file);
/// "text, json"
std::string formatNames();

/// "1 finding (1 data race)", "no finding".
std::string findingsPhrase(const findings::Report &report);

} // namespace gordian::report

#endif
