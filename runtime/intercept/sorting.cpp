// qsort, bsearch and their kin: the elements count as touched where libc touches them itself; the program's comparison
// speaks for itself, since it is the program's code.
#include "intercept/intercept.h"
#include "intercept/ranges.h"

#include <stdlib.h>

namespace gordian {
namespace {

using Compare = int (*)(const void *, const void *);
using CompareWith = int (*)(const void *, const void *, void *);

} // namespace

GORDIAN_INTERPOSE(void, qsort, void *elements, size_t count, size_t size, Compare compare) {
  real.qsort(elements, count, size, compare);
  if (count > 1)
    writes(elements, count * size);
}
GORDIAN_INTERPOSE(void, qsort_r, void *elements, size_t count, size_t size, CompareWith compare, void *context) {
  real.qsort_r(elements, count, size, compare, context);
  if (count > 1)
    writes(elements, count * size);
}

} // namespace gordian
