// One record of a log, as bytes whose length is known and whose meaning is not yet believed.
//
// May use runtime/abi/log_format.h. Copies out of the log, so that neither alignment nor a later change matters.
#ifndef GORDIAN_ANALYZER_LOG_RECORD_H
#define GORDIAN_ANALYZER_LOG_RECORD_H

#include "runtime/abi/log_format.h"

#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <cstring>
#include <vector>

namespace gordian::log {

namespace format = gordian::log_format;

/// A kept record or an event inside the log's bytes. `bytes` is exactly the record.
struct RecordView {
  uint16_t kind = 0;
  uint16_t flags = 0;
  uint64_t offset = 0; ///< in the file
  llvm::StringRef bytes;

  /// Copies the record's struct. False if the record is shorter than the struct.
  template <class T> bool read(T &out) const {
    if (bytes.size() < sizeof(T))
      return false;
    std::memcpy(&out, bytes.data(), sizeof(T));
    return true;
  }

  /// What follows the struct T; empty if nothing does.
  template <class T> llvm::StringRef tail() const { return bytes.substr(sizeof(T)); }
};

/// Reads `count` items of T from the front of `bytes` and removes them. False, and nothing read, if they do not fit.
template <class T> bool takeItems(llvm::StringRef &bytes, uint64_t count, std::vector<T> &out) {
  if (count > bytes.size() / sizeof(T))
    return false;
  out.resize(count);
  if (count)
    std::memcpy(out.data(), bytes.data(), count * sizeof(T));
  bytes = bytes.substr(count * sizeof(T));
  return true;
}

/// Reads a zero-terminated text from the front of `bytes` and removes it with its zero. Without a zero the text is all
/// that is left. False if nothing is left.
inline bool takeText(llvm::StringRef &bytes, std::string &out) {
  if (bytes.empty())
    return false;
  size_t end = bytes.find('\0');
  out = bytes.substr(0, end).str();
  bytes = end == llvm::StringRef::npos ? llvm::StringRef() : bytes.substr(end + 1);
  return true;
}

} // namespace gordian::log

#endif
