// Snapshots of Scope::kReach and what becomes of them; see search.h.
#include "deadlock/search.h"

#include "base/system.h"
#include "deadlock/report.h"
#include "deadlock/verify.h"
#include "deadlock/watchdog.h"

namespace gordian::deadlock {
namespace {

constexpr u64 kGap = 2'000'000; // between the two looks at each sleeper

/// The thread's name begins with one of `allowed`, which are separated by commas.
bool isAllowed(const Thread &thread, const char *allowed) {
  while (allowed && *allowed) {
    u64 length = 0;
    while (allowed[length] && allowed[length] != ',')
      ++length;
    u64 same = 0;
    while (same < length && same < sizeof thread.name && thread.name[same] == allowed[same])
      ++same;
    if (length && same == length)
      return true;
    allowed += length + (allowed[length] == ',');
  }
  return false;
}

} // namespace

Question reachQuestion(const Thread *ender, bool is_final) {
  Question question = {Scope::kReach, true, hasSignalHandlers()};
  question.ender = ender;
  question.is_final = is_final;
  return question;
}

Search::Search(const Question &question) {
  {
    SpinGuard guard(waits.lock);
    snapshot_.take(question);
  }
  snapshot_.graph.solve();
}

Reach Search::revive(u32 caller, uptr frame, bool stops) {
  return reviveReachable({snapshot_, caller, frame, stops, watchdog::taskId()});
}

bool Search::isNews(u32 node) const {
  const ThreadLook &look = snapshot_.threads[node];
  return look.is_stuck && !look.is_ender && !look.was_reported && !snapshot_.graph.isLive(node);
}

bool Search::sleep(const Array<u32> &listed, u32 asker) const {
  return confirmSleep({snapshot_, listed, false, false, asker, kGap}) == Sleep::kConfirmed;
}

bool Search::hasLive() const {
  for (u32 node = 0; node < snapshot_.threads.size(); ++node) {
    const ThreadLook &look = snapshot_.threads[node];
    if (!look.is_system && !look.is_ender && snapshot_.graph.isLive(node))
      return true;
  }
  return false;
}

bool Search::hasCandidates() const {
  for (u32 node = 0; node < snapshot_.threads.size(); ++node)
    if (isNews(node))
      return true;
  return false;
}

bool Search::hasUnbegun() const {
  for (u32 node = 0; node < snapshot_.threads.size(); ++node)
    if (!snapshot_.threads[node].is_system && snapshot_.threads[node].os_tid == 0)
      return true;
  return false;
}

void Search::list(Array<u32> &out) {
  snapshot_.graph.findClosedSets();
  Array<u32> dead;
  snapshot_.graph.listDead(dead);
  for (u32 i = 0; i < dead.size(); ++i)
    if (isNews(dead[i]))
      out.add(dead[i]);
}

void Search::listYounger(u32 first, const char *allowed, Array<u32> &out) const {
  for (u32 node = 0; node < snapshot_.threads.size(); ++node) {
    const ThreadLook &look = snapshot_.threads[node];
    if (look.is_stuck && raw(look.id) >= first && !look.was_reported && !isAllowed(*look.thread, allowed))
      out.add(node);
  }
}

bool Search::confirms(const Search &other, const Array<u32> &listed) const {
  for (u32 i = 0; i < listed.size(); ++i) {
    const ThreadLook &theirs = other.snapshot_.threads[listed[i]];
    bool is_same = false;
    for (u32 node = 0; node < snapshot_.threads.size() && !is_same; ++node) {
      const ThreadLook &mine = snapshot_.threads[node];
      is_same = mine.thread == theirs.thread && mine.version == theirs.version && !snapshot_.graph.isLive(node);
    }
    if (!is_same)
      return false;
  }
  return true;
}

bool Search::isEntangled(const Array<u32> &listed) const {
  for (u32 i = 0; i < listed.size(); ++i) {
    Array<u32> providers;
    snapshot_.graph.collectProviders(listed[i], 1, providers);
    if (!providers.isEmpty())
      return true;
  }
  return false;
}

void claim(const Search &search, Array<u32> &listed) {
  SpinGuard guard(waits.lock);
  Array<u32> all;
  for (u32 i = 0; i < listed.size(); ++i)
    all.add(listed[i]);
  listed.clear();
  for (u32 i = 0; i < all.size(); ++i) {
    const ThreadLook &look = search.snapshot().threads[all[i]];
    Wait &wait = look.thread->wait;
    if (wait.version != look.version || wait.reported == look.version)
      continue;
    wait.reported = look.version;
    listed.add(all[i]);
  }
}

void reportLeaks(Thread *writer, const Search &search, Array<u32> &listed, u16 flags) {
  claim(search, listed);
  const Array<ThreadLook> &threads = search.snapshot().threads;
  Array<u8> is_done;
  is_done.reset(listed.size());
  for (u32 i = 0; i < listed.size(); ++i) {
    if (is_done[i])
      continue;
    const Wait &wait = threads[listed[i]].thread->wait;
    Array<u32> group;
    for (u32 k = i; k < listed.size(); ++k) {
      const Wait &other = threads[listed[k]].thread->wait;
      if (is_done[k] || other.site != wait.site || other.stack != wait.stack || other.operation != wait.operation)
        continue;
      is_done[k] = 1;
      group.add(listed[k]);
    }
    writeStuck(writer, search.snapshot(), group, log_format::FindingKind::kLeakedThread, flags);
  }
}

} // namespace gordian::deadlock
