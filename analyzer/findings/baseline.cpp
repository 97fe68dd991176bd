#include "findings/baseline.h"

#include "findings/kinds.h"

#include "llvm/Support/JSON.h"

#include <set>

namespace gordian::findings {

namespace {

constexpr llvm::StringLiteral kSchema = "gordian-baseline/1";

/// Without what differs from run to run: thread numbers.
std::string messageOf(const Finding &finding) {
  std::string message = wordsOf(finding.kind);
  if (finding.object && !finding.object->name.empty())
    message += " on '" + finding.object->name + "'";
  return message;
}

} // namespace

std::optional<Baseline> readBaseline(llvm::StringRef bytes, const std::string &name, std::string &error) {
  auto parsed = llvm::json::parse(bytes);
  if (!parsed)
    llvm::consumeError(parsed.takeError());
  const llvm::json::Object *root = parsed ? parsed->getAsObject() : nullptr;
  auto schema = root ? root->getString("schema") : std::nullopt;
  if (!schema || (*schema != kSchema && *schema != "gordian-report/1")) {
    error = "'" + name + "' is no baseline: make one with 'gordian baseline update --file " + name + " LOG|FOLDER...'";
    return std::nullopt;
  }
  Baseline baseline;
  if (const llvm::json::Array *entries = root->getArray("findings"))
    for (const llvm::json::Value &value : *entries)
      if (const llvm::json::Object *entry = value.getAsObject())
        if (auto id = entry->getString("id"))
          baseline[id->str()] = {entry->getString("kind").value_or("").str(),
                                 entry->getString("message").value_or("").str()};
  return baseline;
}

Baseline baselineOf(const Report &report) {
  Baseline baseline;
  for (const Finding &finding : report.findings)
    if (!finding.suppressed)
      baseline[finding.id] = {nameOf(finding.kind).str(), messageOf(finding)};
  return baseline;
}

void writeBaseline(const Baseline &baseline, llvm::raw_ostream &out) {
  out << "{\"schema\": \"" << kSchema << "\", \"findings\": [";
  const char *separator = "\n";
  for (const auto &[id, entry] : baseline) {
    llvm::json::Object object{{"id", llvm::json::fixUTF8(id)},
                              {"kind", llvm::json::fixUTF8(entry.kind)},
                              {"message", llvm::json::fixUTF8(entry.message)}};
    out << separator << " " << llvm::json::Value(std::move(object));
    separator = ",\n";
  }
  out << "\n]}\n";
}

void compareWith(const Baseline &baseline, Report &report) {
  std::set<std::string> seen;
  for (Finding &finding : report.findings) {
    finding.baseline = baseline.count(finding.id) ? BaselineState::kUnchanged : BaselineState::kNew;
    seen.insert(finding.id);
  }
  for (const auto &[id, entry] : baseline)
    if (!seen.count(id))
      report.gone.push_back({id, entry.kind, entry.message});
}

} // namespace gordian::findings
