// When to look for what is left waiting, at the end of main and of a scope; see leaks.h.
#include "deadlock/leaks.h"

#include "deadlock/search.h"
#include "deadlock/settle.h"
#include "options.h"

namespace gordian::deadlock {
namespace {

constexpr u32 kTries = 5; // until everybody has stood still for as long as a search takes

bool hasYounger(u32 first) {
  SpinGuard guard(threads::listLock());
  for (const Thread *thread = threads::firstAlive(); thread; thread = thread->next_alive)
    if (!thread->is_system && raw(thread->id) >= first)
      return true;
  return false;
}

/// Looks once. False if somebody has moved meanwhile, so that it is to be done again.
bool reportAtEnd(Thread &ender, uptr frame) {
  // exit called somewhere deep inside main leaves main's frames, and what they hold, as they are.
  bool has_returned = ender.history.depth() == 0;
  Question question = reachQuestion(has_returned ? &ender : nullptr, false);
  bool has_live;
  {
    Search first(question);
    if (!first.hasCandidates())
      return true;
    has_live = first.hasLive();
  }
  question.is_final = has_returned && !has_live;
  Search search(question);
  // Where the kernel forbids to stop threads, those that all sleep need not be stopped.
  if (search.revive(ender.os_tid, frame, true) == Reach::kUnknown &&
      (has_live || search.revive(ender.os_tid, frame, false) == Reach::kUnknown))
    return true;
  Array<u32> listed;
  search.list(listed);
  if (listed.isEmpty())
    return true;
  if (!search.sleep(listed, ender.os_tid))
    return false;
  reportLeaks(&ender, search, listed, log_format::kLeakAtEnd);
  return true;
}

} // namespace

void checkLeaksAtEnd(Thread &ender, uptr frame) {
  if (!options().detect_deadlocks || !options().detect_leaks || threads::aliveCount() < 2)
    return;
  RuntimeScope scope(ender);
  for (u32 i = 0; i < kTries; ++i) {
    waitUntilSettled(ender.os_tid);
    if (reportAtEnd(ender, frame))
      return;
  }
}

u32 checkLeaksSince(Thread &asker, u32 first, const char *allowed) {
  if (!options().detect_deadlocks || !options().detect_leaks)
    return 0;
  RuntimeScope scope(asker);
  if (!hasYounger(first))
    return 0;
  for (u32 i = 0; i < kTries; ++i) {
    waitUntilSettled(asker.os_tid);
    Search search(reachQuestion());
    Array<u32> listed;
    search.listYounger(first, allowed, listed);
    if (listed.isEmpty())
      return 0;
    if (!search.sleep(listed, asker.os_tid))
      continue;
    reportLeaks(&asker, search, listed, log_format::kLeakInScope);
    return listed.size();
  }
  return 0;
}

} // namespace gordian::deadlock
