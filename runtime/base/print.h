// Sentences to the user, on stderr, from inside somebody else's process.
//
// Formats into a buffer on the stack and writes once, so that lines of several threads do not mix. No allocation.
#ifndef GORDIAN_BASE_PRINT_H
#define GORDIAN_BASE_PRINT_H

#include "base/types.h"

namespace gordian {

/// Builds a text of at most kCapacity bytes; what does not fit is cut.
class Text {
 public:
  static constexpr u32 kCapacity = 1024;
  Text() { buffer_[0] = 0; }
  Text &add(const char *text);
  Text &add(const char *text, u64 bytes);
  Text &addNumber(u64 value);
  Text &addSigned(s64 value);
  Text &addHex(u64 value);
  const char *c_str() const { return buffer_; }
  u32 size() const { return size_; }

 private:
  u32 size_ = 0;
  char buffer_[kCapacity + 1];  // not cleared: that would be a call of memset
};

/// "gordian: KIND: TEXT" and a newline on stderr.
void say(const char *kind, const char *text);
inline void warn(const char *text) { say("warning", text); }
/// Says the sentence and ends the process with status 2: only for what leaves nothing to go on with.
[[noreturn]] void fatal(const char *text);

}  // namespace gordian

#endif
