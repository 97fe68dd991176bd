#include "analysis/lock_orders.h"

#include <algorithm>
#include <tuple>

namespace gordian::analysis {

namespace {

namespace format = gordian::log_format;
using format::EventKind;
using predict::InheritedLock;
using predict::LockUse;
using trace::ThreadId;

struct Held {
  LockUse use;
  size_t acquire = 0;
};

bool isAcquire(EventKind kind) { return kind == EventKind::kMutexOk || kind == EventKind::kRwOk; }
bool isRelease(EventKind kind) { return kind == EventKind::kMutexRelease || kind == EventKind::kRwRelease; }

/// Calls `visit(index, event, held)` for each event of a thread, `held` being what it holds just before.
template <class Visit> void followLocks(const std::vector<trace::Event> &events, Visit visit) {
  std::vector<Held> held;
  for (size_t i = 0; i < events.size(); ++i) {
    const format::Event &event = events[i].event;
    visit(i, event, held);
    EventKind kind = EventKind(event.kind);
    if (isAcquire(kind)) {
      held.push_back({{event.object, event.value == 1}, i});
    } else if (isRelease(kind)) {
      auto last = std::find_if(held.rbegin(), held.rend(), [&](const Held &one) { return one.use.lock == event.object; });
      if (last != held.rend())
        held.erase(std::next(last).base());
    }
  }
}

/// Locks that are given back by another thread than took them: what they guard goes from hand to hand, and whoever has
/// taken one need not be asked for it. A set of ObjectIds.
std::vector<uint32_t> handedOver(const trace::Trace &trace) {
  std::vector<uint32_t> found;
  for (const auto &[thread, events] : trace.events)
    followLocks(events, [&](size_t, const format::Event &event, const std::vector<Held> &held) {
      if (isRelease(EventKind(event.kind)) &&
          std::none_of(held.begin(), held.end(), [&](const Held &one) { return one.use.lock == event.object; }))
        found.push_back(event.object);
    });
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

/// For each thread the locks that its creator held from its creation until its join.
std::map<ThreadId, std::vector<InheritedLock>> inheritedLocks(const trace::Trace &trace) {
  std::map<ThreadId, std::vector<InheritedLock>> inherited;
  for (const auto &[thread, events] : trace.events) {
    std::map<uint32_t, std::vector<Held>> at_creation;
    followLocks(events, [&, id = thread](size_t, const format::Event &event, const std::vector<Held> &held) {
      if (EventKind(event.kind) == EventKind::kThreadCreate && !held.empty()) {
        at_creation[event.value] = held;
        return;
      }
      if (EventKind(event.kind) != EventKind::kJoinOk || at_creation.empty())
        return;
      const trace::Object *joined = trace.object(trace::ObjectId(event.object));
      auto child = joined ? at_creation.find(uint32_t(joined->address)) : at_creation.end();
      if (child == at_creation.end())
        return;
      for (const Held &one : child->second)
        if (std::any_of(held.begin(), held.end(), [&](const Held &now) { return now.acquire == one.acquire; }))
          inherited[ThreadId(child->first)].push_back({one.use, uint32_t(id)});
      at_creation.erase(child);
    });
  }
  return inherited;
}

using Key = std::tuple<uint32_t, bool, uint32_t, std::vector<std::tuple<uint32_t, bool, uint32_t>>,
                       std::vector<std::tuple<uint32_t, bool, uint32_t>>>;

} // namespace

LockOrders collectLockOrders(const trace::Trace &trace) {
  LockOrders result;
  std::map<Key, size_t> numbers;
  std::map<ThreadId, std::vector<InheritedLock>> inherited = inheritedLocks(trace);
  std::vector<uint32_t> handed_over = handedOver(trace);
  auto isHandedOver = [&](uint32_t lock) { return std::binary_search(handed_over.begin(), handed_over.end(), lock); };
  for (const auto &[thread, events] : trace.events) {
    followLocks(events, [&, id = thread, &entries = events](size_t i, const format::Event &event, const std::vector<Held> &held) {
      // A lock that was only tried never waits, but what was taken so is held like any other.
      if (!isAcquire(EventKind(event.kind)) || held.empty() || (event.flags & format::kEventTry))
        return;
      std::vector<Held> sorted;
      for (const Held &one : held)
        if (!isHandedOver(one.use.lock) && one.use.lock != event.object)
          sorted.push_back(one);
      if (sorted.empty())
        return;
      std::sort(sorted.begin(), sorted.end(), [](const Held &a, const Held &b) { return a.use.lock < b.use.lock; });
      Key key{event.object, event.value == 1, event.site, {}, {}};
      for (const Held &one : sorted)
        std::get<3>(key).emplace_back(one.use.lock, one.use.is_shared, entries[one.acquire].event.site);
      auto from_creator = inherited.find(id);
      if (from_creator != inherited.end())
        for (const InheritedLock &lock : from_creator->second)
          std::get<4>(key).emplace_back(lock.use.lock, lock.use.is_shared, lock.holder);
      auto [found, is_new] = numbers.emplace(std::move(key), result.orders.size());
      if (is_new) {
        predict::Dependency dependency;
        dependency.request = {event.object, event.value == 1};
        for (const Held &one : sorted)
          dependency.held.push_back(one.use);
        if (from_creator != inherited.end())
          dependency.inherited = from_creator->second;
        result.dependencies.push_back(std::move(dependency));
        result.orders.emplace_back();
      }
      std::vector<uint32_t> &threads = result.dependencies[found->second].threads;
      if (threads.empty() || threads.back() != uint32_t(id))
        threads.push_back(uint32_t(id));
      LockOrder &order = result.orders[found->second];
      ++order.count;
      order.is_timed |= (event.flags & format::kEventTimed) != 0;
      std::vector<LockRequest> &requests = order.requests[id];
      if (requests.size() == LockOrder::kMostRequests)
        return;
      LockRequest &request = requests.emplace_back();
      request.acquire = i;
      for (const Held &one : sorted)
        request.held.push_back(one.acquire);
    });
  }
  return result;
}

} // namespace gordian::analysis
