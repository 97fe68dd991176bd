#include "analysis/why.h"

#include "findings/phrases.h"
#include "log/names.h"

#include "llvm/ADT/STLExtras.h"

#include <map>
#include <set>

namespace gordian::analysis {

namespace {

using findings::HeldLock;
using format::EventKind;
using format::Operation;

/// Events by which a thread takes over what another has left at an object.
bool isAcquiring(EventKind kind) {
  switch (kind) {
  case EventKind::kMutexOk:
  case EventKind::kRwOk:
  case EventKind::kCondWake:
  case EventKind::kSemWaitOk:
  case EventKind::kBarrierLeave:
  case EventKind::kLatchWaitOk:
  case EventKind::kOnceEnter:
  case EventKind::kFutureGetOk:
  case EventKind::kWaitGroupWaitOk:
  case EventKind::kChanRecvOk:
  case EventKind::kChanRecvZero:
  case EventKind::kChanSendOk:
  case EventKind::kAtomicLoad:
  case EventKind::kAtomicRmw:
  case EventKind::kAtomicCas:
  case EventKind::kJoinOk:
  case EventKind::kAcquire:
    return true;
  default:
    return false;
  }
}

class Reasons {
public:
  Reasons(const format::RaceRecord &race, const findings::Finding &finding, Describer &describer)
      : race_(race), finding_(finding), describer_(describer), earlier_(thread(race.earlier.thread)),
        later_(thread(race.later.thread)) {}

  std::vector<std::string> all() {
    kinship();
    nearest();
    locks();
    usualGuard();
    if (reasons_.empty())
      say("no lock, channel, join or atomic leads from the earlier access to the later one");
    return std::move(reasons_);
  }

private:
  void say(const std::string &sentence) { reasons_.push_back(sentence); }
  std::string thread(uint32_t id) { return findings::threadPhrase(finding_, id); }

  std::string point(const format::SyncPoint &point) {
    std::string phrase = log::operationName(Operation(point.operation)).str();
    if (point.object)
      phrase += " of " + findings::objectPhrase(describer_.object(point.object));
    findings::Stack stack = describer_.stack(point.site, 0);
    return stack.empty() ? phrase : phrase + " (" + findings::placePhrase(stack) + ")";
  }

  const trace::Thread *known(uint32_t id) { return describer_.trace().thread(trace::ThreadId(id)); }

  std::string startOf(const trace::Thread &thread) {
    findings::Stack stack = describer_.places().stack(thread.site, thread.stack);
    return stack.empty() ? "" : " (" + findings::placePhrase(stack) + ")";
  }

  /// Start and join order a thread with its creator; these say why that is not enough here.
  void kinship() {
    const trace::Thread *earlier = known(race_.earlier.thread), *later = known(race_.later.thread);
    if (!earlier || !later)
      return;
    bool is_later_child = later->parent == trace::ThreadId(race_.earlier.thread);
    bool is_earlier_child = earlier->parent == trace::ThreadId(race_.later.thread);
    if (is_later_child)
      say(later_ + " was started by " + earlier_ + startOf(*later) +
          " before that one's access, so the start does not order it");
    else if (is_earlier_child)
      say(later_ + " started " + earlier_ + startOf(*earlier) + " and had not joined it when it made its own access");
    else if (race_.later_knows == 0)
      say("up to its access " + later_ + " had synchronised with nothing that " + earlier_ + " ever did");
  }

  void nearest() {
    const format::SyncPoint &release = race_.release, &acquire = race_.acquire;
    bool has_release = Operation(release.operation) != Operation::kUnknown;
    bool has_acquire = Operation(acquire.operation) != Operation::kUnknown;
    if (has_release)
      say("the first thing by which " + earlier_ + " could have passed its access on was " + point(release));
    if (has_acquire)
      say("the last thing by which " + later_ + " took anything over before its access was " + point(acquire));
    if (has_release && has_acquire && release.object != 0 && release.object == acquire.object)
      say("both are on " + findings::objectPhrase(describer_.object(release.object)) + ", but the taking came first");
    else if (has_release && release.object != 0 && hasWholeEvents(race_.later.thread) && !everAcquired(release.object))
      say(later_ + " never took " + findings::objectPhrase(describer_.object(release.object)) + " in this run");
  }

  /// Does the log still hold the thread's events from its first one on?
  bool hasWholeEvents(uint32_t id) {
    const auto &events = describer_.trace().events;
    auto found = events.find(trace::ThreadId(id));
    return found != events.end() && !found->second.empty() && found->second.front().tseq == 0 &&
           found->second.back().tseq + 1 == found->second.size();
  }

  bool everAcquired(uint32_t object) {
    return llvm::any_of(describer_.trace().events.at(trace::ThreadId(race_.later.thread)),
                        [&](const trace::Event &event) {
                          return event.event.object == object && isAcquiring(EventKind(event.event.kind));
                        });
  }

  void locks() {
    const findings::Access &later = finding_.accesses[0], &earlier = finding_.accesses[1];
    if (later.locks_unknown || earlier.locks_unknown || (later.locks.empty() && earlier.locks.empty()))
      return;
    if (later.locks.empty() || earlier.locks.empty()) {
      const findings::Access &holder = later.locks.empty() ? earlier : later;
      const findings::Access &other = later.locks.empty() ? later : earlier;
      say("only " + thread(holder.thread) + " holds a lock: " + findings::locksPhrase(holder.locks) + "; had " +
          thread(other.thread) + " held " + (holder.locks.size() == 1 ? "it" : "one of them") +
          " too, the two would be ordered");
      return;
    }
    if (const HeldLock *common = sharedByBoth(earlier.locks, later.locks))
      say(findings::objectPhrase(common->lock) + " is held shared on both sides, which orders nothing");
    else
      say("the locks differ: " + findings::locksPhrase(earlier.locks) + " on the earlier side, " +
          findings::locksPhrase(later.locks) + " on the later");
  }

  /// The lock that most of the places hold that raced on this memory: where it is missing is the likely mistake.
  void usualGuard() {
    std::set<std::pair<uint32_t, uint32_t>> places; // site, lockset: each place once
    std::map<uint32_t, size_t> held;
    auto add = [&](const format::AccessRecord &access) {
      bool is_here =
          access.address < race_.later.address + race_.later.size && race_.later.address < access.address + access.size;
      if (!is_here || (access.flags & format::kLocksUnknown) || !places.emplace(access.site, access.lockset).second)
        return;
      if (const auto *locks = describer_.trace().lockset(trace::LocksetId(access.lockset)))
        for (const format::LocksetEntry &entry : *locks)
          ++held[entry.object];
    };
    for (const format::RaceRecord &race : describer_.trace().races) {
      add(race.earlier);
      add(race.later);
    }
    auto most = llvm::max_element(held, [](const auto &a, const auto &b) { return a.second < b.second; });
    bool is_usual =
        most != held.end() && places.size() > 2 && 2 * most->second > places.size() && most->second < places.size();
    if (is_usual)
      say(findings::objectPhrase(describer_.object(most->first)) + " is held at " + std::to_string(most->second) +
          " of the " + std::to_string(places.size()) + " places that raced on this memory: it seems to guard it");
  }

  static const HeldLock *sharedByBoth(const std::vector<HeldLock> &one, const std::vector<HeldLock> &other) {
    for (const HeldLock &a : one)
      for (const HeldLock &b : other)
        if (a.lock.address == b.lock.address && a.is_shared && b.is_shared)
          return &a;
    return nullptr;
  }

  const format::RaceRecord &race_;
  const findings::Finding &finding_;
  Describer &describer_;
  std::string earlier_, later_;
  std::vector<std::string> reasons_;
};

} // namespace

std::vector<std::string> whyUnordered(const format::RaceRecord &race, const findings::Finding &finding,
                                      Describer &describer) {
  return Reasons(race, finding, describer).all();
}

} // namespace gordian::analysis
