#include "report/sarif_location.h"

#include "findings/fingerprint.h"
#include "findings/phrases.h"
#include "report/parts.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

namespace gordian::report {

using namespace findings;

namespace {

std::string percentEncoded(llvm::StringRef path) {
  std::string result;
  for (char c : path)
    if (llvm::isAlnum(c) || llvm::StringRef("-._~/").contains(c))
      result += c;
    else
      result += "%" + llvm::toHex(llvm::StringRef(&c, 1));
  return result;
}

} // namespace

std::string fileUri(llvm::StringRef path) { return "file://" + percentEncoded(path); }

std::string plainInMessage(llvm::StringRef text) {
  std::string result;
  for (char c : text) {
    if (c == '[' || c == ']' || c == '\\')
      result += '\\';
    result += c == '{' ? '(' : c == '}' ? ')' : c; // {0} would be a placeholder
  }
  return result;
}

std::vector<RelatedPlace> relatedPlaces(const Finding &finding) {
  std::vector<RelatedPlace> places;
  auto add = [&](const Stack &stack, const std::string &text) {
    if (const Frame *frame = representative(stack); frame && !frame->file.empty())
      places.push_back({frame, text});
  };
  for (size_t i = 1; i < finding.accesses.size(); ++i)
    add(finding.accesses[i].stack,
        "earlier " + finding.accesses[i].operation + " by " + threadPhrase(finding, finding.accesses[i].thread));
  for (const Wait &wait : finding.waits)
    if (&wait.stack != &mainStack(finding))
      add(wait.stack, wait.operation + " by " + threadPhrase(finding, wait.thread));
  if (finding.object)
    add(finding.object->made_at, "where " + objectPhrase(*finding.object) + " was made");
  auto locks = [&](const std::vector<HeldLock> &held) {
    for (const HeldLock &each : held)
      add(each.taken_at, "where " + objectPhrase(each.lock) + " was taken");
  };
  for (const Access &access : finding.accesses)
    locks(access.locks);
  for (const Wait &wait : finding.waits)
    locks(wait.held);
  for (const Thread &thread : finding.threads)
    add(thread.stack, "where " + threadPhrase(thread) + " was started");
  return places;
}

void SarifLocations::write(const Frame *frame, llvm::StringRef message) {
  bool has_file = frame && !frame->file.empty();
  std::string path = has_file ? relativePath(frame->file, root_) : "unknown";
  bool is_absolute = llvm::sys::path::is_absolute(path);
  bool is_outside = is_absolute || llvm::StringRef(path).starts_with("..");
  json_.attributeObject("physicalLocation", [&] {
    json_.attributeObject("artifactLocation", [&] {
      json_.attribute("uri", is_absolute ? fileUri(path) : percentEncoded(path));
      if (!is_outside && !root_.empty())
        json_.attribute("uriBaseId", kSourceRoot);
    });
    json_.attributeObject("region", [&] {
      int64_t line = has_file && frame->line ? frame->line : 1, column = has_file && frame->column ? frame->column : 1;
      json_.attribute("startLine", line);
      json_.attribute("startColumn", column);
      json_.attribute("endLine", line);
      json_.attribute("endColumn", column + 1);
    });
  });
  if (frame && !frame->function.empty())
    json_.attributeArray("logicalLocations", [&] {
      json_.object([&] {
        json_.attribute("fullyQualifiedName", shown(frame->function, /*is_line=*/true));
        json_.attribute("kind", "function");
      });
    });
  if (!message.empty())
    json_.attributeObject("message", [&] { json_.attribute("text", plainInMessage(shown(message, true))); });
}

} // namespace gordian::report
