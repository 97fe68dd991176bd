// The wcs… functions, as strings.cpp has the str… ones.
#include "intercept/intercept.h"
#include "intercept/ranges.h"

#include <stdlib.h>

namespace gordian {
namespace {

constexpr u64 kLetter = sizeof(wchar_t);

u64 lengthUpTo(const wchar_t *text, u64 limit) {
  u64 length = 0;
  while (length < limit && text[length])
    ++length;
  return length;
}

GORDIAN_INLINE void readsWide(const wchar_t *text, u64 letters) { reads(text, letters * kLetter); }
GORDIAN_INLINE void writesWide(wchar_t *text, u64 letters) { writes(text, letters * kLetter); }

void copyWide(wchar_t *to, const wchar_t *from, u64 letters) {
  for (u64 i = 0; i < letters; ++i)
    to[i] = from[i];
}

/// Copies a text with its zero; returns its length.
GORDIAN_INLINE u64 copyText(wchar_t *to, const wchar_t *from) {
  u64 length = real.wcslen(from);
  readsWide(from, length + 1);
  writesWide(to, length + 1);
  copyWide(to, from, length + 1);
  return length;
}

GORDIAN_INLINE void copyPadded(wchar_t *to, const wchar_t *from, u64 letters) {
  u64 length = lengthUpTo(from, letters);
  readsWide(from, smallerOf(length + 1, letters));
  writesWide(to, letters);
  copyWide(to, from, length);
  for (u64 i = length; i < letters; ++i)
    to[i] = 0;
}

GORDIAN_INLINE wchar_t *append(wchar_t *to, const wchar_t *from, u64 limit) {
  u64 before = real.wcslen(to), added = lengthUpTo(from, limit);
  readsWide(to, before + 1);
  readsWide(from, smallerOf(added + 1, limit));
  writesWide(to + before, added + 1);
  copyWide(to + before, from, added);
  to[before + added] = 0;
  return to;
}

GORDIAN_INLINE int compare(const wchar_t *a, const wchar_t *b, u64 limit, bool stops_at_zero) {
  u64 at = 0;
  while (at < limit && a[at] == b[at] && !(stops_at_zero && !a[at]))
    ++at;
  u64 looked_at = smallerOf(at + 1, limit);
  readsWide(a, looked_at);
  readsWide(b, looked_at);
  return at == limit || a[at] == b[at] ? 0 : a[at] < b[at] ? -1 : 1;
}

constexpr u64 kNoLimit = ~u64{0};

} // namespace

GORDIAN_INTERPOSE(size_t, wcslen, const wchar_t *text) {
  size_t length = real.wcslen(text);
  readsWide(text, length + 1);
  return length;
}
GORDIAN_INTERPOSE(size_t, wcsnlen, const wchar_t *text, size_t limit) {
  size_t length = lengthUpTo(text, limit);
  readsWide(text, smallerOf(length + 1, limit));
  return length;
}
GORDIAN_INTERPOSE(wchar_t *, wcscpy, wchar_t *to, const wchar_t *from) {
  copyText(to, from);
  return to;
}
GORDIAN_INTERPOSE(wchar_t *, wcpcpy, wchar_t *to, const wchar_t *from) { return to + copyText(to, from); }
GORDIAN_INTERPOSE(wchar_t *, wcsncpy, wchar_t *to, const wchar_t *from, size_t letters) {
  copyPadded(to, from, letters);
  return to;
}
GORDIAN_INTERPOSE(wchar_t *, wcscat, wchar_t *to, const wchar_t *from) { return append(to, from, kNoLimit); }
GORDIAN_INTERPOSE(wchar_t *, wcsncat, wchar_t *to, const wchar_t *from, size_t letters) {
  return append(to, from, letters);
}
GORDIAN_INTERPOSE(int, wcscmp, const wchar_t *a, const wchar_t *b) { return compare(a, b, kNoLimit, true); }
GORDIAN_INTERPOSE(int, wcsncmp, const wchar_t *a, const wchar_t *b, size_t letters) {
  return compare(a, b, letters, true);
}
GORDIAN_INTERPOSE(int, wmemcmp, const wchar_t *a, const wchar_t *b, size_t letters) {
  return compare(a, b, letters, false);
}
GORDIAN_INTERPOSE(wchar_t *, wcschr, const wchar_t *text, wchar_t letter) {
  u64 at = 0;
  while (text[at] && text[at] != letter)
    ++at;
  readsWide(text, at + 1);
  return text[at] == letter ? const_cast<wchar_t *>(text + at) : nullptr;
}
GORDIAN_INTERPOSE(wchar_t *, wcsdup, const wchar_t *text) {
  u64 length = real.wcslen(text);
  wchar_t *copy = static_cast<wchar_t *>(malloc((length + 1) * kLetter));
  if (copy)
    copyText(copy, text);
  return copy;
}

} // namespace gordian
