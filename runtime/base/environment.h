// The environment, readable also before libc is initialised.
//
// Reads only. Values belong to the program: copy what must outlive its next setenv.
#ifndef GORDIAN_BASE_ENVIRONMENT_H
#define GORDIAN_BASE_ENVIRONMENT_H

namespace gordian {

/// All "NAME=VALUE" texts, ended by a null pointer; never null itself.
char *const *environment();
/// The value of `name`; null if it is not set.
const char *environmentValue(const char *name);

}  // namespace gordian

#endif
