// Sentences to the user; see print.h.
#include "base/print.h"

#include "base/bytes.h"
#include "base/system.h"

namespace gordian {

Text &Text::add(const char *text, u64 bytes) {
  bytes = smallerOf<u64>(bytes, kCapacity - size_);
  copyBytes(buffer_ + size_, text, bytes);
  size_ += static_cast<u32>(bytes);
  buffer_[size_] = 0;
  return *this;
}

Text &Text::add(const char *text) { return add(text, lengthOf(text)); }

Text &Text::addNumber(u64 value) {
  char digits[20];
  u32 count = 0;
  do digits[count++] = static_cast<char>('0' + value % 10);
  while (value /= 10);
  while (count) add(&digits[--count], 1);
  return *this;
}

Text &Text::addSigned(s64 value) {
  if (value >= 0) return addNumber(static_cast<u64>(value));
  return add("-").addNumber(0 - static_cast<u64>(value));
}

Text &Text::addHex(u64 value) {
  add("0x");
  for (int shift = 60; shift >= 0; shift -= 4)
    if (value >> shift || shift == 0) add(&"0123456789abcdef"[value >> shift & 15], 1);
  return *this;
}

void say(const char *kind, const char *text) {
  Text line;
  line.add("gordian: ").add(kind).add(": ").add(text).add("\n");
  system::writeAll(2, line.c_str(), line.size());
}

void fatal(const char *text) {
  say("error", text);
  system::exitProcess(2);
}

}  // namespace gordian
