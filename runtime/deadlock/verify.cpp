// Reads /proc/self/task and /proc/self/maps; see verify.h.
#include "deadlock/verify.h"

#include "base/files.h"
#include "base/print.h"
#include "base/system.h"
#include "deadlock/watchdog.h"

#include <fcntl.h>
#include <linux/signal.h>

namespace gordian::deadlock {
namespace {

// A status file is 1.5 kB on a small machine, and grows with the number of memory nodes; what we need stands at its
// end.
constexpr u32 kFileBytes = 8192;

/// A file of /proc/self/task/TID.
s64 readTaskFile(u32 tid, const char *name, char *buffer) {
  Text path;
  path.add("/proc/self/task/").addNumber(tid).add("/").add(name);
  return system::readFile(path.c_str(), buffer, kFileBytes);
}

/// What follows `label` at the begin of a line, blanks skipped; null if there is no such line.
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

u64 digitOf(char c) { return c <= '9' ? static_cast<u64>(c - '0') : static_cast<u64>((c | 32) - 'a' + 10); }
bool isDigit(char c, u64 base) {
  bool is_decimal = c >= '0' && c <= '9', is_letter = (c | 32) >= 'a' && (c | 32) <= 'f';
  return base == 16 ? is_decimal || is_letter : is_decimal;
}
/// Reads a number and moves `at` behind it.
u64 readNumber(const char *&at, u64 base) {
  u64 value = 0;
  for (; isDigit(*at, base); ++at)
    value = value * base + digitOf(*at);
  return value;
}

struct TaskLook {
  Sleep sleep;
  bool is_zombie;
  u64 switches; // times that it was switched away from
};

TaskLook lookAt(u32 tid) {
  char text[kFileBytes];
  if (system::failed(readTaskFile(tid, "status", text)))
    return {Sleep::kUnknown, false, 0};
  const char *state = findLine(text, "State:"), *voluntary = findLine(text, "voluntary_ctxt_switches:"),
             *involuntary = findLine(text, "nonvoluntary_ctxt_switches:");
  if (!state || !voluntary || !involuntary)
    return {Sleep::kUnknown, false, 0};
  bool is_zombie = *state == 'Z' || *state == 'X';
  u64 switches = readNumber(voluntary, 10) + readNumber(involuntary, 10);
  return {*state == 'S' ? Sleep::kConfirmed : Sleep::kAwake, is_zombie, switches};
}

/// The thread is in a futex call without time limit, as every wait that is announced as such; also if the kernel
/// doesn't say. Something else (read in a signal handler, say) ends by itself or from outside.
bool isInUntimedFutex(u32 tid) {
  char text[kFileBytes];
  if (readTaskFile(tid, "syscall", text) <= 0)
    return true;
  const char *at = text;
  constexpr u64 kFutexWaitv = 449, kFutex2Wait = 455;
  u64 number = readNumber(at, 10);
  if (number == kFutexWaitv || number == kFutex2Wait)
    return true;
  if (at == text || number != SYS_futex)
    return false;
  for (u32 argument = 0; argument < 4; ++argument) {
    while (*at == ' ')
      ++at;
    if (at[0] == '0' && at[1] == 'x')
      at += 2;
    if (argument == 3)
      return readNumber(at, 16) == 0; // timeout
    readNumber(at, 16);
  }
  return false;
}

struct Watched {
  u32 tid;
  u64 switches;
};

class Confirmer : NonCopyable {
public:
  explicit Confirmer(const SleepQuestion &question) : question_(question) {}
  Sleep confirm();

private:
  Sleep watch(u32 tid, bool is_waiting);
  Sleep watchAll();
  Sleep checkTasks();
  bool isKnown(u32 tid);
  Sleep lookAgain();
  Sleep checkMappings();

  const SleepQuestion &question_;
  Array<Watched> watched_;
  u32 hint_ = 0; // threads come in much the same order in the kernel's list and in ours
};

Sleep Confirmer::watch(u32 tid, bool is_waiting) {
  TaskLook look = lookAt(tid);
  if (look.sleep != Sleep::kConfirmed)
    return look.sleep;
  if (is_waiting && !isInUntimedFutex(tid))
    return Sleep::kAwake;
  watched_.add({tid, look.switches});
  return Sleep::kConfirmed;
}

Sleep Confirmer::watchAll() {
  for (u32 i = 0; i < question_.suspects.size(); ++i) {
    const ThreadLook &thread = question_.snapshot.threads[question_.suspects[i]];
    // Who spins for a lock is stuck by what the graph says of owners alone.
    if (thread.is_spinning || (thread.is_about_to_sleep && question_.trusts_checking))
      continue;
    if (thread.os_tid == question_.asker)
      return Sleep::kAwake;
    Sleep sleep = watch(thread.os_tid, true);
    if (sleep != Sleep::kConfirmed)
      return sleep;
  }
  if (!question_.is_total)
    return Sleep::kConfirmed;
  // A system thread that is awake may be about to wake somebody.
  for (u32 i = 0; i < question_.snapshot.threads.size(); ++i) {
    const ThreadLook &thread = question_.snapshot.threads[i];
    if (!thread.is_system || !thread.os_tid) // a parked fiber is no thread of the kernel's
      continue;
    Sleep sleep = watch(thread.os_tid, false);
    if (sleep != Sleep::kConfirmed)
      return sleep;
  }
  return Sleep::kConfirmed;
}

bool Confirmer::isKnown(u32 tid) {
  if (tid == question_.asker || tid == watchdog::taskId())
    return true;
  const Array<ThreadLook> &threads = question_.snapshot.threads;
  for (u32 i = 0; i < threads.size(); ++i) {
    u32 index = (hint_ + i) % threads.size();
    if (threads[index].os_tid != tid)
      continue;
    hint_ = index + threads.size() - 1; // ours has the newest thread first
    return true;
  }
  return lookAt(tid).is_zombie; // the first thread, ended before the others
}

/// Somebody whom the runtime does not know may be able to wake anybody.
Sleep Confirmer::checkTasks() {
  struct Entry {
    u64 inode;
    s64 offset;
    u16 size;
    u8 type;
    char name[1];
  };
  s64 folder = files::open("/proc/self/task", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (system::failed(folder))
    return Sleep::kUnknown;
  alignas(8) char entries[kFileBytes];
  bool all_known = true;
  s64 bytes = 0;
  while (all_known &&
         (bytes = system::call(SYS_getdents64, folder, reinterpret_cast<u64>(entries), sizeof entries)) > 0)
    for (s64 at = 0; all_known && at < bytes; at += reinterpret_cast<Entry *>(entries + at)->size) {
      const char *name = reinterpret_cast<Entry *>(entries + at)->name;
      if (isDigit(*name, 10))
        all_known = isKnown(static_cast<u32>(readNumber(name, 10)));
    }
  files::close(folder);
  if (system::failed(bytes))
    return Sleep::kUnknown;
  return all_known ? Sleep::kConfirmed : Sleep::kAwake;
}

Sleep Confirmer::lookAgain() {
  for (u32 i = 0; i < watched_.size(); ++i) {
    TaskLook look = lookAt(watched_[i].tid);
    if (look.sleep == Sleep::kUnknown)
      return Sleep::kUnknown;
    if (look.sleep == Sleep::kAwake || look.switches != watched_[i].switches)
      return Sleep::kAwake;
  }
  return Sleep::kConfirmed;
}

/// Finds the shared mappings in /proc/self/maps, read piece by piece: "begin-end rw-s ...".
class SharedMappings : NonCopyable {
public:
  SharedMappings() : descriptor_(files::open("/proc/self/maps", O_RDONLY | O_CLOEXEC)) {}
  ~SharedMappings() {
    if (isOpen())
      files::close(descriptor_);
  }
  bool isOpen() const { return !system::failed(descriptor_); }
  bool next(uptr &begin, uptr &end) {
    while (peek()) {
      begin = readHex();
      take(); // '-'
      end = readHex();
      take(); // ' '
      for (int i = 0; i < 3; ++i)
        take();
      bool is_shared = take() == 's';
      while (peek() && take() != '\n') {
      }
      if (is_shared)
        return true;
    }
    return false;
  }

private:
  char peek() {
    if (at_ == size_) {
      s64 got = system::call(SYS_read, descriptor_, reinterpret_cast<u64>(buffer_), sizeof buffer_);
      at_ = 0;
      size_ = got > 0 ? static_cast<u32>(got) : 0;
    }
    return size_ ? buffer_[at_] : 0;
  }
  char take() {
    char c = peek();
    if (c)
      ++at_;
    return c;
  }
  u64 readHex() {
    u64 value = 0;
    while (isDigit(peek(), 16))
      value = value * 16 + digitOf(take());
    return value;
  }

  s64 descriptor_;
  u32 at_ = 0, size_ = 0;
  char buffer_[kFileBytes];
};

/// An object in memory that is shared with other processes can be changed by them.
Sleep Confirmer::checkMappings() {
  const Array<WaitedAddress> &addresses = question_.snapshot.addresses;
  SharedMappings mappings;
  if (!mappings.isOpen())
    return Sleep::kUnknown;
  for (uptr begin, end; mappings.next(begin, end);)
    for (u32 i = 0; i < addresses.size(); ++i)
      if (addresses[i].address >= begin && addresses[i].address < end &&
          !question_.snapshot.graph.isLive(addresses[i].thread))
        return Sleep::kAwake;
  return Sleep::kConfirmed;
}

Sleep Confirmer::confirm() {
  Sleep sleep = watchAll();
  if (sleep == Sleep::kConfirmed && question_.is_total)
    sleep = checkTasks();
  if (sleep != Sleep::kConfirmed)
    return sleep;
  system::sleepNs(question_.gap_ns);
  sleep = lookAgain();
  return sleep == Sleep::kConfirmed ? checkMappings() : sleep;
}

} // namespace

Sleep confirmSleep(const SleepQuestion &question) { return Confirmer(question).confirm(); }

bool hasSignalHandlers() {
  char text[kFileBytes];
  if (system::failed(system::readFile("/proc/self/status", text, sizeof text)))
    return true;
  const char *caught = findLine(text, "SigCgt:");
  if (!caught)
    return true;
  constexpr auto bit = [](int signal) { return u64{1} << (signal - 1); };
  // Those that a thread brings upon itself, and the two that libc uses inside (SIGCANCEL, SIGSETXID).
  constexpr u64 kIgnored = bit(SIGILL) | bit(SIGTRAP) | bit(SIGABRT) | bit(SIGBUS) | bit(SIGFPE) | bit(SIGSEGV) |
                           bit(SIGSYS) | bit(32) | bit(33);
  return (readNumber(caught, 16) & ~kIgnored) != 0;
}

} // namespace gordian::deadlock
