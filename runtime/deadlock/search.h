// Who waits for what nobody could bring about any more: a snapshot whose live threads are found by reachability.
//
// Uses deadlock/reach.h. What is found is reported at most once for each wait.
// Source: ALGORITHMS.md section 4.2.
#ifndef GORDIAN_DEADLOCK_SEARCH_H
#define GORDIAN_DEADLOCK_SEARCH_H

#include "abi/log_format.h"
#include "deadlock/reach.h"

namespace gordian::deadlock {

/// `ender`, `is_final`: see Question.
Question reachQuestion(const Thread *ender = nullptr, bool is_final = false);

/// The threads that wait and that nobody could wake, by a snapshot of Scope::kReach.
class Search : NonCopyable {
public:
  explicit Search(const Question &question);

  const Snapshot &snapshot() const { return snapshot_; }
  /// Somebody but the one who ends the process could still do something.
  bool hasLive() const;
  bool hasCandidates() const;
  /// A thread has been created that has not begun to run: what it was given is nowhere to be found.
  bool hasUnbegun() const;
  /// Revives whom somebody can reach. `frame`: from where on the stack of the kernel thread `caller` counts.
  Reach revive(u32 caller, uptr frame, bool stops);
  /// The dead that were not reported before, closed sets first.
  void list(Array<u32> &out);
  /// Those who wait without time limit, were not reported before, and are number `first` or above, but `allowed` ones.
  void listYounger(u32 first, const char *allowed, Array<u32> &out) const;
  /// Everybody of `listed` in `other` is dead here too, in the same wait.
  bool confirms(const Search &other, const Array<u32> &listed) const;
  /// They are asleep by the kernel's word.
  bool sleep(const Array<u32> &listed, u32 asker) const;
  /// Somebody waits for a lock or a thread that another of the dead keeps.
  bool isEntangled(const Array<u32> &listed) const;

private:
  bool isNews(u32 node) const;

  Snapshot snapshot_;
};

/// Keeps those of `listed` that nobody has reported meanwhile, and marks them as reported.
void claim(const Search &search, Array<u32> &listed);
/// Claims them, and writes them as leaked threads: those that wait at one place for one thing are one finding. `flags`:
/// log_format.h.
void reportLeaks(Thread *writer, const Search &search, Array<u32> &listed, u16 flags);

} // namespace gordian::deadlock

#endif
