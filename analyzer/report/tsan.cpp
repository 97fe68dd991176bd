// The text report with ThreadSanitizer's name in the lines that scripts look for: CTest's memory check among them, which
// counts findings by "WARNING: ThreadSanitizer: KIND (pid=N)".
#include "report/formats.h"

#include "llvm/ADT/StringRef.h"

namespace gordian::report {

void writeTsan(const findings::Report &report, llvm::raw_ostream &out) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  writeText(report, stream);
  for (llvm::StringRef rest = text; !rest.empty();) {
    auto [line, more] = rest.split('\n');
    llvm::StringRef shown = line;
    for (llvm::StringRef head : {"WARNING: ", "SUMMARY: "})
      if (line.starts_with(head.str() + "Gordian: ")) {
        out << head << "ThreadSanitizer: ";
        shown = line.drop_front(head.size() + llvm::StringRef("Gordian: ").size());
      }
    out << shown << "\n";
    rest = more;
  }
}

} // namespace gordian::report
