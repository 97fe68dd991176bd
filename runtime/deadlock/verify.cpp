// Reads /proc/self/task and /proc/self/maps; see verify.h.
#include "deadlock/verify.h"

#include "base/files.h"
#include "base/print.h"
#include "base/system.h"
#include "deadlock/task.h"
#include "deadlock/watchdog.h"

#include <fcntl.h>
#include <linux/signal.h>

namespace gordian::deadlock {
namespace {

constexpr u32 kFileBytes = task::kFileBytes;
using task::digitOf;
using task::isDigit;
using task::readNumber;

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
  task::Look look = task::lookAt(tid);
  if (look.state != task::State::kAsleep)
    return look.state == task::State::kUnknown ? Sleep::kUnknown : Sleep::kAwake;
  if (is_waiting && !task::isInUntimedFutex(tid))
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
  return task::lookAt(tid).is_zombie; // the first thread, ended before the others
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
    task::Look look = task::lookAt(watched_[i].tid);
    if (look.state == task::State::kUnknown)
      return Sleep::kUnknown;
    if (look.state == task::State::kAwake || look.switches != watched_[i].switches)
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
  const char *caught = task::findLine(text, "SigCgt:");
  if (!caught)
    return true;
  constexpr auto bit = [](int signal) { return u64{1} << (signal - 1); };
  // Those that a thread brings upon itself, and the two that libc uses inside (SIGCANCEL, SIGSETXID).
  constexpr u64 kIgnored = bit(SIGILL) | bit(SIGTRAP) | bit(SIGABRT) | bit(SIGBUS) | bit(SIGFPE) | bit(SIGSEGV) |
                           bit(SIGSYS) | bit(32) | bit(33);
  return (readNumber(caught, 16) & ~kIgnored) != 0;
}

} // namespace gordian::deadlock
