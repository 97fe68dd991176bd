// Formats of the printf and scanf families: which memory of the caller's their arguments make libc touch.
//
// A format with numbered arguments (%1$s) is not walked beyond the first of them.
#ifndef GORDIAN_INTERCEPT_FORMATS_H
#define GORDIAN_INTERCEPT_FORMATS_H

#include "intercept/intercept.h"

#include <stdarg.h>

namespace gordian {

/// Before printing: the format and the texts that are printed count as read, the place of %n as written.
void printing(const Call &call, const char *format, va_list arguments);
/// After scanning, which assigned `assigned` arguments: the format counts as read, and they as written.
void scanned(const Call &call, const char *format, va_list arguments, int assigned);

} // namespace gordian

#endif
