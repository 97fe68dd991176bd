// libc's `environ`, or /proc/self/environ as long as libc has none; see environment.h.
#include "base/environment.h"

#include "base/bytes.h"
#include "base/system.h"

extern "C" char **environ;

namespace gordian {
namespace {

constexpr u64 kFirstBytes = 64 * 1024;
// Linux gives a program at most 6 MB of arguments and environment (fs/exec.c).
constexpr u64 kMostBytes = 8 * 1024 * 1024;

char *no_variables[1];
char **from_kernel;

/// Reads all of /proc/self/environ into mapped memory; null if that is impossible.
char *readEnvironFile(u64 &bytes) {
  for (u64 capacity = kFirstBytes; capacity <= kMostBytes; capacity *= 4) {
    char *text = static_cast<char *>(system::map(capacity));
    if (!text) return nullptr;
    s64 got = system::readFile("/proc/self/environ", text, capacity);
    if (got >= 0 && static_cast<u64>(got) + 1 < capacity) {
      bytes = static_cast<u64>(got);
      return text;
    }
    system::unmap(text, capacity);
    if (got < 0) return nullptr;
  }
  return nullptr;
}

char **readFromKernel() {
  u64 bytes = 0;
  char *text = readEnvironFile(bytes);
  if (!text) return no_variables;
  u64 count = 0;
  for (u64 i = 0; i < bytes; ++i) count += text[i] == 0;
  char **variables = static_cast<char **>(system::map(roundUp((count + 2) * sizeof(char *), kPageBytes)));
  if (!variables) return no_variables;
  u64 filled = 0;
  for (u64 i = 0; i < bytes; i += lengthOf(text + i) + 1) variables[filled++] = text + i;
  return variables;
}

}  // namespace

char *const *environment() {
  if (environ) return environ;
  if (!from_kernel) from_kernel = readFromKernel();
  return from_kernel;
}

const char *environmentValue(const char *name) {
  u64 length = lengthOf(name);
  for (char *const *variable = environment(); *variable; ++variable)
    if (beginsWith(*variable, name) && (*variable)[length] == '=') return *variable + length + 1;
  return nullptr;
}

}  // namespace gordian
