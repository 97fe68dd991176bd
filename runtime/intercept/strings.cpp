// The str… functions: which bytes they read and write for their caller, terminating zero included where it is looked
// at.
#include "intercept/intercept.h"
#include "intercept/ranges.h"

#include <stdlib.h>

namespace gordian {
namespace {

u8 lowerOf(u8 letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<u8>(letter + 32) : letter; }

/// How many bytes a comparison of two texts looked at, at most `limit`.
u64 comparedText(const char *a, const char *b, u64 limit, bool ignores_case) {
  for (u64 i = 0; i < limit; ++i) {
    u8 left = static_cast<u8>(a[i]), right = static_cast<u8>(b[i]);
    if (!left || !right)
      return i + 1;
    if (left != right && !(ignores_case && lowerOf(left) == lowerOf(right)))
      return i + 1;
  }
  return limit;
}

void comparesText(const char *a, const char *b, u64 limit, bool ignores_case) {
  if (!enter())
    return;
  u64 looked_at = comparedText(a, b, limit, ignores_case);
  reads(a, looked_at);
  reads(b, looked_at);
}

/// Copies a text with its zero; returns its length.
u64 copyText(char *to, const char *from) {
  u64 length = real.strlen(from);
  readsText(from, length);
  writes(to, length + 1);
  real.memcpy(to, from, length + 1);
  return length;
}

/// strncpy: the rest up to `bytes` is filled with zeros. Returns the length of the text that was copied.
u64 copyTextPadded(char *to, const char *from, u64 bytes) {
  u64 length = real.strnlen(from, bytes);
  reads(from, smallerOf<u64>(length + 1, bytes));
  writes(to, bytes);
  real.memcpy(to, from, length);
  real.memset(to + length, 0, bytes - length);
  return length;
}

char *appendText(char *to, const char *from, u64 limit) {
  u64 before = real.strlen(to), added = real.strnlen(from, limit);
  readsText(to, before);
  reads(from, smallerOf<u64>(added + 1, limit));
  writes(to + before, added + 1);
  real.memcpy(to + before, from, added);
  to[before + added] = 0;
  return to;
}

/// A copy on the heap of the first `length` bytes of a text.
char *duplicateText(const char *text, u64 length, u64 looked_at) {
  reads(text, looked_at);
  char *copy = static_cast<char *>(malloc(length + 1));
  if (!copy)
    return nullptr;
  writes(copy, length + 1);
  real.memcpy(copy, text, length);
  copy[length] = 0;
  return copy;
}

/// A search through `text` ended at `found` (null: at the end), having looked at `extra` bytes from there.
template <class Found> Found searched(const char *text, Found found, u64 extra) {
  if (enter())
    reads(text, found ? addressOf(found) - addressOf(text) + extra : real.strlen(text) + 1);
  return found;
}

} // namespace

GORDIAN_INTERPOSE(size_t, strlen, const char *text) {
  size_t length = real.strlen(text);
  readsText(text, length);
  return length;
}

GORDIAN_INTERPOSE(size_t, strnlen, const char *text, size_t limit) {
  size_t length = real.strnlen(text, limit);
  reads(text, smallerOf(length + 1, limit));
  return length;
}

GORDIAN_INTERPOSE(char *, strcpy, char *to, const char *from) {
  copyText(to, from);
  return to;
}
GORDIAN_INTERPOSE(char *, stpcpy, char *to, const char *from) { return to + copyText(to, from); }
GORDIAN_INTERPOSE(char *, __stpcpy, char *to, const char *from) { return to + copyText(to, from); }
GORDIAN_INTERPOSE(char *, strncpy, char *to, const char *from, size_t bytes) {
  copyTextPadded(to, from, bytes);
  return to;
}
GORDIAN_INTERPOSE(char *, stpncpy, char *to, const char *from, size_t bytes) {
  return to + copyTextPadded(to, from, bytes);
}
GORDIAN_INTERPOSE(char *, strcat, char *to, const char *from) { return appendText(to, from, ~u64{0}); }
GORDIAN_INTERPOSE(char *, strncat, char *to, const char *from, size_t bytes) { return appendText(to, from, bytes); }

GORDIAN_INTERPOSE(int, strcmp, const char *a, const char *b) {
  comparesText(a, b, ~u64{0}, false);
  return real.strcmp(a, b);
}
GORDIAN_INTERPOSE(int, strncmp, const char *a, const char *b, size_t bytes) {
  comparesText(a, b, bytes, false);
  return real.strncmp(a, b, bytes);
}
GORDIAN_INTERPOSE(int, strcasecmp, const char *a, const char *b) {
  comparesText(a, b, ~u64{0}, true);
  return real.strcasecmp(a, b);
}
GORDIAN_INTERPOSE(int, strncasecmp, const char *a, const char *b, size_t bytes) {
  comparesText(a, b, bytes, true);
  return real.strncasecmp(a, b, bytes);
}

GORDIAN_INTERPOSE(char *, strchr, const char *text, int letter) { return searched(text, real.strchr(text, letter), 1); }
GORDIAN_INTERPOSE(char *, index, const char *text, int letter) { return searched(text, real.strchr(text, letter), 1); }
GORDIAN_INTERPOSE(char *, strchrnul, const char *text, int letter) {
  return searched(text, real.strchrnul(text, letter), 1);
}
GORDIAN_INTERPOSE(char *, strrchr, const char *text, int letter) {
  searched(text, static_cast<char *>(nullptr), 0);
  return real.strrchr(text, letter);
}
GORDIAN_INTERPOSE(char *, rindex, const char *text, int letter) {
  searched(text, static_cast<char *>(nullptr), 0);
  return real.strrchr(text, letter);
}
GORDIAN_INTERPOSE(char *, strstr, const char *text, const char *part) {
  searched(part, static_cast<char *>(nullptr), 0);
  return searched(text, real.strstr(text, part), real.strlen(part));
}
GORDIAN_INTERPOSE(char *, strcasestr, const char *text, const char *part) {
  searched(part, static_cast<char *>(nullptr), 0);
  return searched(text, real.strcasestr(text, part), real.strlen(part));
}
GORDIAN_INTERPOSE(size_t, strspn, const char *text, const char *set) {
  searched(set, static_cast<char *>(nullptr), 0);
  size_t length = real.strspn(text, set);
  readsText(text, length);
  return length;
}
GORDIAN_INTERPOSE(size_t, strcspn, const char *text, const char *set) {
  searched(set, static_cast<char *>(nullptr), 0);
  size_t length = real.strcspn(text, set);
  readsText(text, length);
  return length;
}
GORDIAN_INTERPOSE(char *, strpbrk, const char *text, const char *set) {
  searched(set, static_cast<char *>(nullptr), 0);
  return searched(text, real.strpbrk(text, set), 1);
}

GORDIAN_INTERPOSE(char *, strdup, const char *text) {
  u64 length = real.strlen(text);
  return duplicateText(text, length, length + 1);
}
GORDIAN_INTERPOSE(char *, __strdup, const char *text) {
  u64 length = real.strlen(text);
  return duplicateText(text, length, length + 1);
}
GORDIAN_INTERPOSE(char *, strndup, const char *text, size_t limit) {
  u64 length = real.strnlen(text, limit);
  return duplicateText(text, length, smallerOf<u64>(length + 1, limit));
}

// _FORTIFY_SOURCE: see bytes.cpp.
GORDIAN_INTERPOSE(char *, __strcpy_chk, char *to, const char *from, size_t room) {
  if (real.strlen(from) >= room)
    real.__chk_fail();
  copyText(to, from);
  return to;
}
GORDIAN_INTERPOSE(char *, __stpcpy_chk, char *to, const char *from, size_t room) {
  if (real.strlen(from) >= room)
    real.__chk_fail();
  return to + copyText(to, from);
}
GORDIAN_INTERPOSE(char *, __strncpy_chk, char *to, const char *from, size_t bytes, size_t room) {
  if (bytes > room)
    real.__chk_fail();
  copyTextPadded(to, from, bytes);
  return to;
}
GORDIAN_INTERPOSE(char *, __strcat_chk, char *to, const char *from, size_t room) {
  if (real.strlen(to) + real.strlen(from) >= room)
    real.__chk_fail();
  return appendText(to, from, ~u64{0});
}
GORDIAN_INTERPOSE(char *, __strncat_chk, char *to, const char *from, size_t bytes, size_t room) {
  if (real.strlen(to) + real.strnlen(from, bytes) >= room)
    real.__chk_fail();
  return appendText(to, from, bytes);
}

} // namespace gordian
