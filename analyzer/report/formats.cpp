#include "report/formats.h"

#include "findings/kinds.h"
#include "findings/phrases.h"
#include "report/wait_graph.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <array>

namespace gordian::report {

namespace {

constexpr std::array<Format, 4> kFormats = {
    {{"text", writeText}, {"json", writeJson}, {"dot", writeDot}, {"svg", writeSvg}}};

} // namespace

llvm::ArrayRef<Format> formats() { return kFormats; }

const Format *findFormat(llvm::StringRef name) {
  auto found = llvm::find_if(kFormats, [&](const Format &format) { return format.name == name; });
  return found == kFormats.end() ? nullptr : found;
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
  return total == 0 ? "no finding" : findings::counted(total, "finding") + " (" + kinds + ")";
}

} // namespace gordian::report
