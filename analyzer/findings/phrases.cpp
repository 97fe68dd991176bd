#include "findings/phrases.h"

#include "findings/fingerprint.h"
#include "findings/kinds.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

namespace gordian::findings {

std::string threadPhrase(const Thread &thread) {
  if (thread.id == 0)
    return "the main thread";
  std::string phrase = "thread " + std::to_string(thread.id);
  return thread.name.empty() ? phrase : phrase + " \"" + thread.name + "\"";
}

std::string threadPhrase(const Finding &finding, uint32_t id) {
  for (const Thread &thread : finding.threads)
    if (thread.id == id)
      return threadPhrase(thread);
  return threadPhrase(Thread{id, {}, {}, false, {}});
}

std::string placePhrase(const Frame &frame, bool is_short) {
  if (frame.file.empty())
    return frame.unknown.empty() ? "unknown" : frame.unknown;
  std::string place = is_short ? llvm::sys::path::filename(frame.file).str() : frame.file;
  if (frame.line)
    place += ":" + std::to_string(frame.line);
  if (frame.line && frame.column)
    place += ":" + std::to_string(frame.column);
  return place;
}

std::string placePhrase(const Stack &stack) {
  const Frame *frame = representative(stack);
  return frame ? placePhrase(*frame) : "an unknown place";
}

std::string objectPhrase(const Object &object) {
  if (!object.name.empty())
    return "'" + object.name + "'";
  std::string what = object.detail.empty() ? nameOf(object.kind).str() : object.detail;
  bool is_memory = object.kind == ObjectKind::kHeap || object.kind == ObjectKind::kStack ||
                   object.kind == ObjectKind::kGlobal || object.kind == ObjectKind::kTls;
  if (is_memory || object.kind == ObjectKind::kOther)
    what = object.detail.empty() ? "memory" : object.detail;
  bool has_vowel = !what.empty() && llvm::StringRef("aeiou").contains(what[0]);
  return (has_vowel ? "an " : "a ") + what + " without a name (0x" +
         llvm::utohexstr(object.address, /*LowerCase=*/true) + ")";
}

std::string locksPhrase(const std::vector<HeldLock> &locks) {
  if (locks.empty())
    return "nothing";
  std::string phrase;
  for (const HeldLock &held : locks) {
    phrase += (phrase.empty() ? "" : ", ") + objectPhrase(held.lock);
    if (held.is_shared)
      phrase += " (shared)";
  }
  return phrase;
}

std::string counted(uint64_t count, const std::string &noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string bytesPhrase(uint64_t bytes) { return counted(bytes, "byte"); }

} // namespace gordian::findings
