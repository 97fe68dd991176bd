// Walking formats; see formats.h. The syntax is that of printf(3) and scanf(3).
#include "intercept/formats.h"

#include "intercept/ranges.h"

namespace gordian {
namespace {

/// The length modifier of a conversion: bytes of an integer there.
enum class Length : u8 { kNone, kChar, kShort, kLong, kLongDouble };

bool isDigit(char letter) { return letter >= '0' && letter <= '9'; }

bool isOneOf(char letter, const char *set) {
  while (*set && *set != letter)
    ++set;
  return letter && *set == letter;
}

const char *skipDigits(const char *at) {
  while (isDigit(*at))
    ++at;
  return at;
}

u64 numberAt(const char *&at) {
  u64 number = 0;
  for (; isDigit(*at); ++at)
    number = number * 10 + static_cast<u64>(*at - '0');
  return number;
}

Length lengthAt(const char *&at) {
  Length length = Length::kNone;
  for (;; ++at) {
    switch (*at) {
    case 'h':
      length = length == Length::kShort ? Length::kChar : Length::kShort;
      break;
    case 'l':
    case 'q':
    case 'j':
    case 'z':
    case 'Z':
    case 't':
      length = Length::kLong;
      break;
    case 'L':
      length = Length::kLongDouble;
      break;
    default:
      return length;
    }
  }
}

u64 integerBytes(Length length) {
  switch (length) {
  case Length::kChar:
    return 1;
  case Length::kShort:
    return 2;
  case Length::kNone:
    return 4;
  default:
    return 8;
  }
}

u64 floatBytes(Length length) {
  return length == Length::kNone ? sizeof(float) : length == Length::kLong ? sizeof(double) : sizeof(long double);
}

constexpr u64 kNoLimit = ~u64{0};

void readsPrinted(const Call &call, const void *text, u64 precision, bool is_wide) {
  if (!text)
    return;
  if (is_wide) {
    u64 length = 0;
    for (const wchar_t *at = static_cast<const wchar_t *>(text); length < precision && at[length];)
      ++length;
    readsFor(call, text, smallerOf<u64>(length + (length < precision), precision) * sizeof(wchar_t));
    return;
  }
  u64 length = real.strnlen(static_cast<const char *>(text), precision);
  readsFor(call, text, length < precision ? length + 1 : length);
}

/// The end of a scanf set: behind "[...]", where a bracket right at the front (also after ^) belongs to the set.
const char *skipSet(const char *at) {
  if (*at == '^')
    ++at;
  if (*at == ']')
    ++at;
  while (*at && *at != ']')
    ++at;
  return at;
}

struct Scan {
  bool is_suppressed, allocates;
  u64 width; // 0: none
  Length length;
  char conversion;
};

/// Reads the conversion after a '%'; false at one that is not understood.
bool scanAt(const char *&at, Scan &scan) {
  scan = {};
  if (isDigit(*at) && *skipDigits(at) == '$')
    return false;
  for (; isOneOf(*at, "*'I"); ++at)
    scan.is_suppressed |= *at == '*';
  scan.width = numberAt(at);
  if (*at == 'm') {
    scan.allocates = true;
    ++at;
  }
  scan.length = lengthAt(at);
  scan.conversion = *at;
  if (*at == '[')
    at = skipSet(at + 1);
  if (*at)
    ++at;
  return scan.conversion != 0;
}

void writesScanned(const Call &call, const Scan &scan, void *place) {
  bool is_wide = scan.length == Length::kLong || scan.conversion == 'S' || scan.conversion == 'C';
  u64 letter_bytes = is_wide ? sizeof(wchar_t) : 1;
  if (scan.allocates)
    return writesFor(call, place, sizeof(void *));
  if (isOneOf(scan.conversion, "diouxXn"))
    return writesFor(call, place, integerBytes(scan.length));
  if (isOneOf(scan.conversion, "eEfFgGaA"))
    return writesFor(call, place, floatBytes(scan.length));
  if (isOneOf(scan.conversion, "cC"))
    return writesFor(call, place, (scan.width ? scan.width : 1) * letter_bytes);
  if (scan.conversion == 'p')
    return writesFor(call, place, sizeof(void *));
  u64 length = is_wide ? real.wcslen(static_cast<wchar_t *>(place)) : real.strlen(static_cast<char *>(place));
  writesFor(call, place, (length + 1) * letter_bytes);
}

} // namespace

void printing(const Call &call, const char *format, va_list given) {
  if (!call)
    return;
  va_list arguments;
  va_copy(arguments, given);
  readsFor(call, format, real.strlen(format) + 1);
  for (const char *at = format; *at;) {
    if (*at++ != '%')
      continue;
    if (isDigit(*at) && *skipDigits(at) == '$')
      break;
    while (isOneOf(*at, "-+ #0'I"))
      ++at;
    if (*at == '*')
      va_arg(arguments, int), ++at;
    else
      at = skipDigits(at);
    u64 precision = kNoLimit;
    if (*at == '.') {
      ++at;
      if (*at == '*') {
        int given_precision = va_arg(arguments, int);
        precision = given_precision < 0 ? kNoLimit : static_cast<u64>(given_precision);
        ++at;
      } else {
        precision = numberAt(at);
      }
    }
    Length length = lengthAt(at);
    char conversion = *at;
    if (!conversion)
      break;
    ++at;
    if (isOneOf(conversion, "diouxXcC"))
      length == Length::kLong || length == Length::kLongDouble ? static_cast<void>(va_arg(arguments, long))
                                                               : static_cast<void>(va_arg(arguments, int));
    else if (isOneOf(conversion, "eEfFgGaA"))
      length == Length::kLongDouble ? static_cast<void>(va_arg(arguments, long double))
                                    : static_cast<void>(va_arg(arguments, double));
    else if (isOneOf(conversion, "sS"))
      readsPrinted(call, va_arg(arguments, void *), precision, length == Length::kLong || conversion == 'S');
    else if (conversion == 'n')
      writesFor(call, va_arg(arguments, void *), integerBytes(length));
    else if (conversion == 'p')
      va_arg(arguments, void *);
    else if (!isOneOf(conversion, "m%"))
      break; // a conversion that the program registered
  }
  va_end(arguments);
}

void scanned(const Call &call, const char *format, va_list given, int assigned) {
  if (!call)
    return;
  va_list arguments;
  va_copy(arguments, given);
  readsFor(call, format, real.strlen(format) + 1);
  int left = assigned;
  for (const char *at = format; *at;) {
    if (*at++ != '%')
      continue;
    Scan scan;
    if (!scanAt(at, scan))
      break;
    if (scan.conversion == '%' || scan.is_suppressed)
      continue;
    // %n is assigned, but not counted.
    if (scan.conversion != 'n' && left-- <= 0)
      break;
    writesScanned(call, scan, va_arg(arguments, void *));
  }
  va_end(arguments);
}

} // namespace gordian
