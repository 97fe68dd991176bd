// The environment, as one object: a change of it races with a look at it (getenv returns a pointer into it).
//
// Changes exclude one another inside libc, so they count as atomic writes. Only calls that the program's own code
// announces are looked at: what libraries ask of the environment they ask at times that nobody can order.
#include "intercept/intercept.h"
#include "intercept/ranges.h"
#include "options.h"
#include "race/check_access.h"
#include "sync/events.h"

namespace gordian {
namespace {

u64 variables; // stands for all of them

GORDIAN_INLINE void touches(bool is_write) {
  Call call = enter();
  if (!call || addressOf(call.return_address) - call.thread->memory_pc >= 128 || !options().detect_races)
    return;
  Operation operation = is_write ? Operation::kWrite : Operation::kRead;
  tell(call, [&](Thread &self) {
    checkAccess(self, {addressOf(&variables), sizeof variables, self.memory_site, static_cast<u16>(operation), is_write,
                       is_write});
  });
}

} // namespace

GORDIAN_INTERPOSE(char *, getenv, const char *name) {
  touches(false);
  return real.getenv(name);
}
GORDIAN_INTERPOSE(char *, secure_getenv, const char *name) {
  touches(false);
  return real.secure_getenv(name);
}
GORDIAN_INTERPOSE(int, setenv, const char *name, const char *value, int replaces) {
  touches(true);
  return real.setenv(name, value, replaces);
}
GORDIAN_INTERPOSE(int, unsetenv, const char *name) {
  touches(true);
  return real.unsetenv(name);
}
GORDIAN_INTERPOSE(int, putenv, char *variable) {
  touches(true);
  return real.putenv(variable);
}

} // namespace gordian
