// The process record: which program this is and how it was started.
#include "log/store.h"

#include "base/bytes.h"
#include "base/environment.h"
#include "log/version.h"
#include "options.h"

namespace gordian::log {
namespace {

constexpr u64 kTextBytes = 48 * 1024;  // must fit a chunk; arguments beyond it are left out
constexpr u64 kArgumentBytes = 32 * 1024;

/// Texts one after the other, each with its zero.
class Texts {
 public:
  explicit Texts(char *bytes) : bytes_(bytes) {}
  /// False, and nothing added, if it does not fit.
  bool add(const char *text) {
    u64 bytes = lengthOf(text) + 1;
    if (size_ + bytes > kTextBytes) return false;
    copyBytes(bytes_ + size_, text, bytes);
    size_ += bytes;
    return true;
  }
  u64 size() const { return size_; }

 private:
  char *bytes_;
  u64 size_ = 0;
};

void addPaths(Texts &texts) {
  char bytes[files::kPathBytes];
  files::PathText executable(bytes);
  files::addLinkTarget(executable, "/proc/self/exe");
  texts.add(executable.c_str());
  files::PathText folder(bytes);
  files::addCurrentFolder(folder);
  texts.add(folder.c_str());
}

u32 addArguments(Texts &texts, char *arguments) {
  s64 bytes = system::readFile("/proc/self/cmdline", arguments, kArgumentBytes);
  u32 count = 0;
  for (s64 i = 0; i < bytes; i += static_cast<s64>(lengthOf(arguments + i)) + 1) count += texts.add(arguments + i);
  return count;
}

}  // namespace

void addSuppressions(const char *text) {
  constexpr u64 kMostBytes = 60000;
  static char piece[kMostBytes + 1];  // the runtime is just being made ready: there is one thread
  while (*text) {
    u64 bytes = smallerOf(lengthOf(text), kMostBytes);
    // Whole lines, if there are any.
    if (text[bytes])
      for (u64 line = bytes; line > 0; --line)
        if (text[line - 1] == '\n') {
          bytes = line;
          break;
        }
    copyBytes(piece, text, bytes);
    piece[bytes] = 0;
    log_format::NoteRecord record = {};
    appendWithTail(log_format::RecordKind::kSuppressions, &record.head, sizeof(record), piece, bytes + 1);
    text += bytes;
  }
}

void appendProcess() {
  char *memory = static_cast<char *>(system::map(kTextBytes + kArgumentBytes));
  if (!memory) {
    fetchAdd(&header().records_lost, uint64_t{1});
    return;
  }
  Texts texts(memory);
  addPaths(texts);
  // Always four texts before the arguments, also if one is too long.
  if (!texts.add(optionsText())) texts.add("");
  texts.add(kVersionText);
  log_format::ProcessRecord record = {};
  record.argument_count = addArguments(texts, memory + kTextBytes);
  appendLocked(log_format::RecordKind::kProcess, &record.head, sizeof(record), memory, texts.size());
  system::unmap(memory, kTextBytes + kArgumentBytes);
}

}  // namespace gordian::log
