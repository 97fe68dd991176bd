// Starts `gordian report`; see report_command.h.
//
// By bare system calls: libc's fork and exec run handlers of the program and are interposed by us.
#include "log/report_command.h"

#include "base/bytes.h"
#include "base/environment.h"
#include "base/files.h"
#include "base/system.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/// In gordian_command.o, which `gordian flags --link` names; absent in programs that were linked without it.
extern "C" __attribute__((weak, visibility("default"))) const char __gordian_command_path[];

namespace gordian::log {
namespace {

constexpr int kCouldNotStart = 127;
constexpr u64 kSignalSetBytes = 8;

u64 word(const void *pointer) { return reinterpret_cast<u64>(pointer); }

/// The program's environment without what would turn the command itself into a program under test.
char **commandEnvironment() {
  char *const *all = environment();
  u64 count = 0;
  while (all[count]) ++count;
  char **kept = static_cast<char **>(system::map(roundUp((count + 1) * sizeof(char *), kPageBytes)));
  if (!kept) return nullptr;
  u64 filled = 0;
  for (u64 i = 0; i < count; ++i)
    if (!beginsWith(all[i], "LD_PRELOAD=") && !beginsWith(all[i], "GORDIAN_OPTIONS=")) kept[filled++] = all[i];
  return kept;
}

bool isExecutable(const char *path) {
  constexpr u64 kExecutable = 1;  // X_OK
  return !system::failed(system::call(SYS_faccessat, static_cast<u64>(AT_FDCWD), word(path), kExecutable));
}

/// The program of that name in PATH; null if there is none. For an installation that was moved after it was made.
const char *inSearchPath(const char *name) {
  static char found[files::kPathBytes];
  const char *at = environmentValue("PATH");
  while (at && *at) {
    u64 size = 0;
    while (at[size] && at[size] != ':') ++size;
    files::PathText path(found);
    // A relative folder would make it a matter of luck which program is started.
    if (size && *at == '/' && path.add(at, size).add("/").add(name).isValid() && isExecutable(found)) return found;
    at += size + (at[size] == ':');
  }
  return nullptr;
}

[[noreturn]] void becomeReport(const char *command, const char *const *arguments, char **variables) {
  u64 no_signals = 0;
  system::call(SYS_rt_sigprocmask, SIG_SETMASK, word(&no_signals), 0, kSignalSetBytes);
  system::call(SYS_dup2, 2, 1);
  system::call(SYS_execve, word(command), word(arguments), word(variables));
  system::exitProcess(kCouldNotStart);
}

/// What the program does with SIGCHLD, set aside for a scope: if it ignored the signal, the report's status would be lost,
/// and a handler of its own knows nothing of our child.
class DefaultChildSignal : NonCopyable {
 public:
  DefaultChildSignal() { system::call(SYS_rt_sigaction, SIGCHLD, word(&by_default_), word(&programs_), kSignalSetBytes); }
  ~DefaultChildSignal() { system::call(SYS_rt_sigaction, SIGCHLD, word(&programs_), 0, kSignalSetBytes); }

 private:
  struct KernelAction {
    u64 handler = 0, flags = 0, restorer = 0, mask = 0;
  };
  KernelAction by_default_, programs_;
};

int waitFor(s64 child) {
  int status = 0;
  s64 result;
  do result = system::call(SYS_wait4, static_cast<u64>(child), word(&status), 0, 0);
  while (result == -EINTR);
  // Another thread of the program that waits for any child got it: the report was made, and something was found.
  if (result == -ECHILD) return kReportFindings;
  if (system::failed(result) || (status & 0x7f) != 0) return -1;
  int exit_status = status >> 8 & 0xff;
  return exit_status == kCouldNotStart ? -1 : exit_status;
}

}  // namespace

const char *commandPath() {
  const char *named = environmentValue("GORDIAN_COMMAND");
  if (named && *named) return named;
  if (__gordian_command_path && isExecutable(__gordian_command_path)) return __gordian_command_path;
  return inSearchPath("gordian");
}

int runReport(const char *command, const char *log_path) {
  const char *arguments[] = {command, "report", log_path, nullptr};
  char **variables = commandEnvironment();
  if (!variables) return -1;
  DefaultChildSignal default_child_signal;
  s64 child = system::call(SYS_clone, SIGCHLD);
  if (child == 0) becomeReport(command, arguments, variables);
  return system::failed(child) ? -1 : waitFor(child);
}

}  // namespace gordian::log
