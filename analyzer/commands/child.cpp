#include "commands/child.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gordian::commands {

namespace {

volatile sig_atomic_t child_pid = 0;

void passOn(int signal) {
  if (child_pid > 0)
    kill(child_pid, signal);
}

/// While it lives, SIGINT and SIGQUIT are ignored (the terminal sends them to the child too) and SIGTERM and SIGHUP are
/// passed on.
class SignalsForChild {
public:
  SignalsForChild() {
    set(SIGINT, SIG_IGN, 0);
    set(SIGQUIT, SIG_IGN, 1);
    set(SIGTERM, passOn, 2);
    set(SIGHUP, passOn, 3);
  }
  ~SignalsForChild() { restore(); }
  SignalsForChild(const SignalsForChild &) = delete;
  SignalsForChild &operator=(const SignalsForChild &) = delete;

  void restore() {
    for (int i = 0; i < 4; ++i)
      sigaction(kSignals[i], &saved_[i], nullptr);
  }

private:
  static constexpr int kSignals[4] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP};

  void set(int signal, void (*handler)(int), int index) {
    struct sigaction action = {};
    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    sigaction(signal, &action, &saved_[index]);
  }

  struct sigaction saved_[4];
};

std::vector<char *> pointersTo(const std::vector<std::string> &texts) {
  std::vector<char *> pointers;
  for (const std::string &text : texts)
    pointers.push_back(const_cast<char *>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

void setEnvironment(const std::vector<std::string> &environment) {
  for (const std::string &one : environment) {
    size_t equals = one.find('=');
    setenv(one.substr(0, equals).c_str(), one.c_str() + equals + 1, 1);
  }
}

} // namespace

ChildEnd runChild(const std::vector<std::string> &command, const std::vector<std::string> &environment) {
  ChildEnd end;
  // Closed by a successful exec; otherwise it carries the reason.
  int failure[2];
  if (pipe2(failure, O_CLOEXEC) != 0) {
    end.error = strerror(errno);
    return end;
  }
  SignalsForChild signals;
  pid_t pid = fork();
  if (pid == 0) {
    signals.restore();
    setEnvironment(environment);
    std::vector<char *> arguments = pointersTo(command);
    execvp(arguments[0], arguments.data());
    int reason = errno;
    ssize_t written = write(failure[1], &reason, sizeof(reason));
    _exit(written == sizeof(reason) ? 127 : 126);
  }
  int fork_error = errno;
  close(failure[1]);
  if (pid < 0) {
    close(failure[0]);
    end.error = strerror(fork_error);
    return end;
  }
  child_pid = pid;
  int reason = 0;
  end.was_started = read(failure[0], &reason, sizeof(reason)) != sizeof(reason);
  close(failure[0]);
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  child_pid = 0;
  if (!end.was_started)
    end.error = strerror(reason);
  end.status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return end;
}

} // namespace gordian::commands
