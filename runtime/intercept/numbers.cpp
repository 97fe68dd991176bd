// Texts that are taken apart: numbers in them, and their words.
//
// A conversion reads up to the letter that ended it. strtok keeps its place in a word of libc's own, which two threads
// share: that word counts as written by each call.
#include "intercept/intercept.h"
#include "intercept/ranges.h"

namespace gordian {
namespace {

/// After a conversion of `text` that stopped at `end`; the letter there was looked at.
GORDIAN_INLINE void converted(const char *text, const char *end, char **end_place) {
  reads(text, addressOf(end) - addressOf(text) + 1);
  if (!end_place)
    return;
  writes(end_place, sizeof *end_place);
  *end_place = const_cast<char *>(end);
}

/// Where strtok goes on; the word stands for libc's own.
char *next_word;

/// The next word of `*place`, and a zero behind it; null at the end.
GORDIAN_INLINE char *takeWord(char *&place, const char *separators, bool skips_empty) {
  reads(separators, real.strlen(separators) + 1);
  char *word = skips_empty ? place + real.strspn(place, separators) : place;
  u64 length = real.strcspn(word, separators);
  reads(place, static_cast<u64>(word - place) + length + 1);
  if (skips_empty && length == 0) {
    place = word;
    return nullptr;
  }
  char *end = word + length;
  if (*end) {
    writes(end, 1);
    *end = 0;
    place = end + 1;
  } else {
    place = skips_empty ? end : nullptr;
  }
  return word;
}

} // namespace

#define GORDIAN_CONVERSION(result, name)                                                                               \
  GORDIAN_INTERPOSE(result, name, const char *text, char **end_place, int base) {                                      \
    char *end;                                                                                                         \
    result number = real.name(text, &end, base);                                                                       \
    converted(text, end, end_place);                                                                                   \
    return number;                                                                                                     \
  }
GORDIAN_CONVERSION(long, strtol)
GORDIAN_CONVERSION(unsigned long, strtoul)
GORDIAN_CONVERSION(long long, strtoll)
GORDIAN_CONVERSION(unsigned long long, strtoull)

#define GORDIAN_FLOAT_CONVERSION(result, name)                                                                         \
  GORDIAN_INTERPOSE(result, name, const char *text, char **end_place) {                                                \
    char *end;                                                                                                         \
    result number = real.name(text, &end);                                                                             \
    converted(text, end, end_place);                                                                                   \
    return number;                                                                                                     \
  }
GORDIAN_FLOAT_CONVERSION(float, strtof)
GORDIAN_FLOAT_CONVERSION(double, strtod)
GORDIAN_FLOAT_CONVERSION(long double, strtold)

GORDIAN_INTERPOSE(int, atoi, const char *text) {
  char *end;
  long number = real.strtol(text, &end, 10);
  converted(text, end, nullptr);
  return static_cast<int>(number);
}
GORDIAN_INTERPOSE(long, atol, const char *text) {
  char *end;
  long number = real.strtol(text, &end, 10);
  converted(text, end, nullptr);
  return number;
}
GORDIAN_INTERPOSE(long long, atoll, const char *text) {
  char *end;
  long long number = real.strtoll(text, &end, 10);
  converted(text, end, nullptr);
  return number;
}
GORDIAN_INTERPOSE(double, atof, const char *text) {
  char *end;
  double number = real.strtod(text, &end);
  converted(text, end, nullptr);
  return number;
}

GORDIAN_INTERPOSE(char *, strtok, char *text, const char *separators) {
  writes(&next_word, sizeof next_word);
  if (text)
    next_word = text;
  return next_word ? takeWord(next_word, separators, true) : nullptr;
}
GORDIAN_INTERPOSE(char *, strtok_r, char *text, const char *separators, char **place) {
  if (text)
    *place = text;
  else
    reads(place, sizeof *place);
  writes(place, sizeof *place);
  return *place ? takeWord(*place, separators, true) : nullptr;
}
GORDIAN_INTERPOSE(char *, __strtok_r, char *text, const char *separators, char **place) {
  if (text)
    *place = text;
  else
    reads(place, sizeof *place);
  writes(place, sizeof *place);
  return *place ? takeWord(*place, separators, true) : nullptr;
}
GORDIAN_INTERPOSE(char *, strsep, char **place, const char *separators) {
  reads(place, sizeof *place);
  if (!*place)
    return nullptr;
  writes(place, sizeof *place);
  return takeWord(*place, separators, false);
}

} // namespace gordian
