#include "report/formats.h"

#include "findings/kinds.h"
#include "findings/phrases.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <array>

namespace gordian::report {

namespace {

constexpr std::array<Format, 8> kFormats = {{
    {"text", writeText, ".txt .log"},
    {"json", writeJson, ".json"},
    {"sarif", writeSarif, ".sarif .sarif.json"},
    {"junit", writeJunit, ".xml"},
    {"html", writeHtml, ".html .htm", /*shows_source=*/true},
    {"markdown", writeMarkdown, ".md .markdown"},
    {"gitlab", writeGitlab, ".gitlab.json .codequality.json"},
    {"github", writeGithub, ""},
}};

} // namespace

llvm::ArrayRef<Format> formats() { return kFormats; }

const Format *findFormat(llvm::StringRef name) {
  auto found = llvm::find_if(kFormats, [&](const Format &format) { return format.name == name; });
  return found == kFormats.end() ? nullptr : found;
}

const Format *formatOfFile(llvm::StringRef file) {
  const Format *best = nullptr;
  size_t longest = 0;
  for (const Format &format : kFormats) {
    llvm::SmallVector<llvm::StringRef, 4> endings;
    format.endings.split(endings, ' ', -1, /*KeepEmpty=*/false);
    for (llvm::StringRef ending : endings)
      if (file.ends_with_insensitive(ending) && ending.size() > longest) {
        best = &format;
        longest = ending.size();
      }
  }
  return best;
}

std::string formatNames() {
  std::string names;
  for (const Format &format : kFormats)
    names += (names.empty() ? "" : ", ") + format.name.str();
  return names;
}

std::string findingsPhrase(const findings::Report &report) {
  uint64_t total = 0;
  std::string kinds;
  for (auto [kind, count] : findings::summaryOf(report)) {
    std::string words = kind;
    std::replace(words.begin(), words.end(), '-', ' ');
    kinds += (kinds.empty() ? "" : ", ") + std::to_string(count) + " " + words;
    total += count;
  }
  std::string phrase = total == 0 ? "no finding" : findings::counted(total, "finding") + " (" + kinds + ")";
  bool is_compared = llvm::any_of(report.findings, [](const findings::Finding &finding) {
    return finding.baseline != findings::BaselineState::kNotCompared;
  });
  if (is_compared)
    phrase += ", " + std::to_string(llvm::count_if(report.findings, findings::isNews)) + " new";
  return phrase;
}

} // namespace gordian::report
