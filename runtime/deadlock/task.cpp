// Reads /proc/self/task; see task.h.
#include "deadlock/task.h"

#include "base/bytes.h"
#include "base/print.h"
#include "base/system.h"

#include <linux/futex.h>
#include <sys/uio.h>
#include <time.h>

namespace gordian::deadlock::task {
namespace {

/// A file of /proc/self/task/TID.
s64 readTaskFile(u32 tid, const char *name, char *buffer) {
  Text path;
  path.add("/proc/self/task/").addNumber(tid).add("/").add(name);
  return system::readFile(path.c_str(), buffer, kFileBytes);
}

/// The system call that a thread sleeps in.
struct Call {
  u64 number;
  u64 arguments[6];
};

/// "number 0xargument ... 0xsp 0xpc", or "running".
bool readCall(u32 tid, Call &call) {
  char text[kFileBytes];
  if (readTaskFile(tid, "syscall", text) <= 0 || !isDigit(text[0], 10))
    return false;
  const char *at = text;
  call.number = readNumber(at, 10);
  for (u64 &argument : call.arguments) {
    while (*at == ' ')
      ++at;
    if (at[0] == '0' && at[1] == 'x')
      at += 2;
    argument = readNumber(at, 16);
  }
  return true;
}

/// The time at `address` of this process; it may be gone, since its owner may have woken up. `fraction`: of a second.
u64 readTimeNs(uptr address, u64 fraction) {
  u64 words[2] = {};
  struct iovec to = {words, sizeof words}, from = {reinterpret_cast<void *>(address), sizeof words};
  s64 got = system::call(SYS_process_vm_readv, system::processId(), reinterpret_cast<u64>(&to), 1,
                         reinterpret_cast<u64>(&from), 1, 0);
  if (!address || got != sizeof words || words[0] >= kForEver / 1'000'000'000)
    return kForEver;
  return words[0] * 1'000'000'000 + words[1] * (1'000'000'000 / fraction);
}

u64 leftUntil(u64 time_ns, bool is_realtime) {
  u64 now = is_realtime ? system::realtimeNs() : system::monotonicNs();
  return time_ns == kForEver ? kForEver : time_ns > now ? time_ns - now : 0;
}

u64 milliseconds(u64 argument) {
  s32 value = static_cast<s32>(argument);
  return value < 0 ? kForEver : static_cast<u64>(value) * 1'000'000;
}

constexpr u64 kNs = 1'000'000'000, kUs = 1'000'000;

u64 futexLeft(const Call &call) {
  u64 time = readTimeNs(call.arguments[3], kNs);
  u64 operation = call.arguments[1] & 127;
  if (operation == FUTEX_WAIT)
    return time;
  return leftUntil(time, call.arguments[1] & FUTEX_CLOCK_REALTIME || operation == FUTEX_LOCK_PI);
}

} // namespace

const char *findLine(const char *text, const char *label) {
  for (; *text; ++text) {
    if (beginsWith(text, label)) {
      text += lengthOf(label);
      while (*text == ' ' || *text == '\t')
        ++text;
      return text;
    }
    while (*text && *text != '\n')
      ++text;
    if (!*text)
      break;
  }
  return nullptr;
}

bool isDigit(char c, u64 base) {
  bool is_decimal = c >= '0' && c <= '9', is_letter = (c | 32) >= 'a' && (c | 32) <= 'f';
  return base == 16 ? is_decimal || is_letter : is_decimal;
}

u64 readNumber(const char *&at, u64 base) {
  u64 value = 0;
  for (; isDigit(*at, base); ++at)
    value = value * base + digitOf(*at);
  return value;
}

Look lookAt(u32 tid) {
  char text[kFileBytes];
  if (system::failed(readTaskFile(tid, "status", text)))
    return {State::kUnknown, false, 0};
  const char *state = findLine(text, "State:"), *voluntary = findLine(text, "voluntary_ctxt_switches:"),
             *involuntary = findLine(text, "nonvoluntary_ctxt_switches:");
  if (!state || !voluntary || !involuntary)
    return {State::kUnknown, false, 0};
  bool is_zombie = *state == 'Z' || *state == 'X';
  u64 switches = readNumber(voluntary, 10) + readNumber(involuntary, 10);
  return {*state == 'S' ? State::kAsleep : State::kAwake, is_zombie, switches};
}

bool isInUntimedFutex(u32 tid) {
  char text[kFileBytes];
  if (readTaskFile(tid, "syscall", text) <= 0)
    return true;
  Call call;
  if (!readCall(tid, call))
    return false;
  constexpr u64 kFutexWaitv = 449, kFutex2Wait = 455;
  if (call.number == kFutexWaitv || call.number == kFutex2Wait)
    return true;
  return call.number == SYS_futex && call.arguments[3] == 0;
}

uptr stackPointer(u32 process, u32 tid) {
  Text path;
  path.add("/proc/").addNumber(process).add("/task/").addNumber(tid).add("/syscall");
  char text[kFileBytes];
  s64 bytes = system::readFile(path.c_str(), text, sizeof text);
  // "... 0xsp 0xpc", also of a thread that sleeps for another reason than a call; "running" otherwise.
  u32 words = 0;
  for (s64 at = bytes - 1; at > 1; --at)
    if (text[at - 2] == ' ' && text[at - 1] == '0' && text[at] == 'x' && ++words == 2) {
      const char *digits = text + at + 1;
      return readNumber(digits, 16);
    }
  return 0;
}

u64 sleepLeftNs(u32 tid) {
  Call call;
  if (!readCall(tid, call))
    return kForEver;
  const u64 *arguments = call.arguments;
  switch (call.number) {
  case SYS_nanosleep:
    return readTimeNs(arguments[0], kNs);
  case SYS_clock_nanosleep: {
    u64 time = readTimeNs(arguments[2], kNs);
    return arguments[1] & TIMER_ABSTIME ? leftUntil(time, arguments[0] == CLOCK_REALTIME) : time;
  }
  case SYS_futex:
    return arguments[3] ? futexLeft(call) : kForEver;
  case SYS_poll:
    return milliseconds(arguments[2]);
  case SYS_epoll_wait:
  case SYS_epoll_pwait:
    return milliseconds(arguments[3]);
  case SYS_ppoll:
    return readTimeNs(arguments[2], kNs);
  case SYS_pselect6:
    return readTimeNs(arguments[4], kNs);
  case SYS_select:
    return readTimeNs(arguments[4], kUs);
  default:
    return kForEver;
  }
}

u64 cpuNs(u32 tid) {
  char text[kFileBytes];
  if (readTaskFile(tid, "schedstat", text) <= 0)
    return 0;
  const char *at = text;
  return readNumber(at, 10);
}

} // namespace gordian::deadlock::task
