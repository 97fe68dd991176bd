// What several formats say in the same words: a finding's title, the place that stands for it, paths, cleaned text.
//
// May use findings/. Decides nothing: everything is a function of the finding.
#ifndef GORDIAN_ANALYZER_REPORT_PARTS_H
#define GORDIAN_ANALYZER_REPORT_PARTS_H

#include "findings/finding.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"

namespace gordian::report {

/// "data race on 'counter' in bump / main". The functions are sorted, so that the same bug has the same title.
std::string titleOf(const findings::Finding &finding);

/// The stack that stands for the finding: of the later access, or of the first thread that waits for more than others.
const findings::Stack &mainStack(const findings::Finding &finding);
/// Its first frame that is the program's own and has a line; else its representative. Null if nothing is known.
const findings::Frame *mainFrame(const findings::Finding &finding);

/// The run that a finding is told from; an empty one if a damaged report names none.
const findings::Run &runOf(const findings::Report &report, const findings::Finding &finding);

/// `file` as seen from the folder `root`: "src/app.cpp". Absolute paths outside of it, and all others, stay as they
/// are.
std::string relativePath(llvm::StringRef file, llvm::StringRef root);

/// Names come from logs and programs: control characters (but newlines, unless `is_line`) become \x1b, bytes that are
/// no UTF-8 become U+FFFD. What is left can steer no terminal, and may stand in XML, JSON and HTML once it is escaped.
std::string shown(llvm::StringRef text, bool is_line = false);
/// `text` with & < > " ' as entities, after shown(). Good for HTML and XML, in text and in attributes.
std::string markup(llvm::StringRef text);

/// The finding with every text of it on one line, as by shown(): a name with a newline in it begins no line of a
/// report.
findings::Finding oneLine(findings::Finding finding);

/// One step of a thread's way to the finding: where it was started, its frames from the outermost in, what it did.
struct Step {
  const findings::Frame *frame; ///< never null
  std::string text;
  bool is_last = false; ///< the access or the wait itself
};
struct ThreadPath {
  uint32_t thread;
  std::vector<Step> steps;
};
/// The ways of the finding's threads, one for each access or wait.
std::vector<ThreadPath> pathsOf(const findings::Finding &finding);

} // namespace gordian::report

#endif
