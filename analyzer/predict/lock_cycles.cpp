#include "predict/lock_cycles.h"

#include <algorithm>
#include <functional>
#include <unordered_map>

namespace gordian::predict {

namespace {

bool haveConflict(const std::vector<LockUse> &some, const std::vector<LockUse> &others) {
  return std::any_of(some.begin(), some.end(), [&](const LockUse &a) {
    return std::any_of(others.begin(), others.end(), [&](const LockUse &b) { return conflict(a, b); });
  });
}

/// Does `next` hold what `one` asks for?
bool waitsFor(const Dependency &one, const Dependency &next) {
  return std::any_of(next.held.begin(), next.held.end(), [&](const LockUse &held) { return conflict(held, one.request); });
}

/// Does a lock that `one` inherited keep it apart from `other`? Not from its holder, nor from others who inherited it there.
bool isKeptApart(const Dependency &one, const Dependency &other) {
  return std::any_of(one.inherited.begin(), one.inherited.end(), [&](const InheritedLock &lock) {
    bool is_holder = std::find(other.threads.begin(), other.threads.end(), lock.holder) != other.threads.end();
    return (!is_holder && haveConflict({lock.use}, other.held)) ||
           std::any_of(other.inherited.begin(), other.inherited.end(), [&](const InheritedLock &theirs) {
             return theirs.holder != lock.holder && conflict(theirs.use, lock.use);
           });
  });
}

bool shareGate(const Dependency &a, const Dependency &b) {
  return haveConflict(a.held, b.held) || isKeptApart(a, b) || isKeptApart(b, a);
}

class Search {
public:
  Search(const std::vector<Dependency> &dependencies, uint64_t most_steps)
      : all_(dependencies), steps_left_(most_steps), is_left_(dependencies.size(), true) {}

  std::vector<LockCycle> run(bool &is_whole) {
    prune();
    std::unordered_map<uint32_t, std::vector<size_t>> holders;
    size_t left = 0;
    for (size_t i = 0; i < all_.size(); ++i)
      if (is_left_[i]) {
        ++left;
        for (const LockUse &held : all_[i].held)
          holders[held.lock].push_back(i);
      }
    next_.resize(all_.size());
    for (size_t i = 0; i < all_.size(); ++i)
      if (is_left_[i])
        for (size_t holder : holders[all_[i].request.lock])
          if (holder != i && waitsFor(all_[i], all_[holder]))
            next_[i].push_back(holder);
    // A longer sequence is looked at only where shorter ones leave steps: the short cycles come first and are whole.
    for (length_ = 2; length_ <= left && steps_left_ > 0 && has_longer_; ++length_) {
      has_longer_ = false;
      for (size_t i = 0; i < all_.size() && steps_left_ > 0; ++i)
        if (is_left_[i]) {
          path_ = {i};
          extend();
        }
    }
    is_whole = steps_left_ > 0;
    return std::move(cycles_);
  }

private:
  /// Takes away, again and again, what asks for a lock that none holds, or holds only what none asks for.
  void prune() {
    std::unordered_map<uint32_t, size_t> holders, requesters;
    for (const Dependency &one : all_) {
      ++requesters[one.request.lock];
      for (const LockUse &held : one.held)
        ++holders[held.lock];
    }
    for (bool has_changed = true; has_changed;) {
      has_changed = false;
      for (size_t i = 0; i < all_.size(); ++i) {
        const Dependency &one = all_[i];
        if (!is_left_[i])
          continue;
        bool is_wanted = std::any_of(one.held.begin(), one.held.end(),
                                     [&](const LockUse &held) { return requesters[held.lock] > 0; });
        if (is_wanted && holders[one.request.lock] > 0)
          continue;
        is_left_[i] = false;
        has_changed = true;
        --requesters[one.request.lock];
        for (const LockUse &held : one.held)
          --holders[held.lock];
      }
    }
  }

  void extend() {
    if (steps_left_ == 0)
      return;
    --steps_left_;
    for (size_t next : next_[path_.back()]) {
      if (next == path_.front()) {
        if (path_.size() == length_)
          take();
        continue;
      }
      // Each cycle once: from its smallest number on.
      if (next < path_.front() || !fits(next))
        continue;
      if (path_.size() == length_) {
        has_longer_ = true;
        continue;
      }
      path_.push_back(next);
      extend();
      path_.pop_back();
    }
  }

  /// `next` may stand behind the path: no gate in common, and no way round that is shorter.
  bool fits(size_t next) const {
    for (size_t i = 0; i < path_.size(); ++i) {
      const Dependency &earlier = all_[path_[i]];
      if (path_[i] == next || shareGate(earlier, all_[next]))
        return false;
      if (i + 1 < path_.size() && waitsFor(earlier, all_[next]))
        return false;
      if (i > 0 && waitsFor(all_[next], earlier))
        return false;
    }
    return true;
  }

  void take() {
    LockCycle cycle;
    cycle.dependencies = path_;
    cycle.has_threads = !chooseThreads(all_, cycle, 1).empty();
    cycles_.push_back(std::move(cycle));
  }

  const std::vector<Dependency> &all_;
  uint64_t steps_left_;
  std::vector<bool> is_left_;
  std::vector<std::vector<size_t>> next_;
  size_t length_ = 2;
  bool has_longer_ = true;
  std::vector<size_t> path_;
  std::vector<LockCycle> cycles_;
};

} // namespace

bool conflict(const LockUse &a, const LockUse &b) { return a.lock == b.lock && !(a.is_shared && b.is_shared); }

std::vector<LockCycle> findLockCycles(const std::vector<Dependency> &dependencies, uint64_t most_steps, bool &is_whole) {
  return Search(dependencies, most_steps).run(is_whole);
}

std::vector<std::vector<uint32_t>> chooseThreads(const std::vector<Dependency> &dependencies, const LockCycle &cycle,
                                                 size_t most) {
  std::vector<std::vector<uint32_t>> choices;
  std::vector<uint32_t> chosen;
  // Pairs that stand far apart in time are the rule among very many threads: a bounded look is enough.
  uint64_t steps_left = 4096;
  std::function<void()> choose = [&] {
    if (chosen.size() == cycle.dependencies.size()) {
      choices.push_back(chosen);
      return;
    }
    for (uint32_t thread : dependencies[cycle.dependencies[chosen.size()]].threads) {
      if (choices.size() >= most || steps_left == 0)
        return;
      --steps_left;
      if (std::find(chosen.begin(), chosen.end(), thread) != chosen.end())
        continue;
      chosen.push_back(thread);
      choose();
      chosen.pop_back();
    }
  };
  choose();
  return choices;
}

} // namespace gordian::predict
