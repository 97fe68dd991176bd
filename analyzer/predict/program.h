// One run as an abstract program: for each thread its operations, in the order of one run, and what each cannot do without.
//
// Knows nothing of logs, names or findings; includes the standard library only, so that the prediction of deadlocks can be
// tested against exhaustive search. Words of the field: sigma is the order of the run; a *prefix* takes from each thread
// its first so many events; an event's *needs* are the events of other threads that must be in every prefix it is in.
#ifndef GORDIAN_ANALYZER_PREDICT_PROGRAM_H
#define GORDIAN_ANALYZER_PREDICT_PROGRAM_H

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace gordian::predict {

/// Position in sigma.
using Position = uint32_t;
inline constexpr Position kNowhere = ~Position{0};

enum class Op : uint8_t {
  kLocal,         ///< orders its thread only
  kAcquire,       ///< object: lock
  kRelease,       ///< object: lock
  kSend,          ///< object: channel
  kReceive,       ///< object: channel
  kReceiveClosed, ///< a receive that the close ended
  kClose,         ///< object: channel
  kPost,          ///< object: semaphore
  kDown,          ///< object: semaphore
  kAdd,           ///< object: wait group, by `amount`
  kAwaitZero,     ///< object: wait group
  kFork,          ///< object: thread
  kJoin,          ///< object: thread
  kSignal,        ///< object: condition
  kWake,          ///< object: condition; needs the signals that may have been its own
  kArrive,        ///< object: barrier, in generation `amount`
  kLeave,         ///< object: barrier, of generation `amount`
  kPublish,       ///< object: anything told by release and acquire
  kObserve,
};

struct Event {
  Op op = Op::kLocal;
  bool is_shared = false; ///< locks: for reading
  bool is_try = false;    ///< would not have waited
  bool is_timed = false;  ///< would not have waited for ever
  bool is_choice = false; ///< of a select, which had other cases too
  uint32_t thread = 0;
  uint32_t object = 0;
  int32_t amount = 0;
  uint32_t source = 0;        ///< the caller's own number of this event
  uint32_t index = 0;         ///< in its thread; set by add
  Position partner = kNowhere; ///< acquire and its release; the send and the receive of one message; set by finish
};

/// What threads operate on; numbered by the caller from 0.
struct Object {
  uint32_t capacity = 0; ///< channels; semaphores: the count at first
  bool is_known = true;  ///< semaphores: the count at first is known
  bool is_semaphore = false; ///< set by finish
  /// Locks: guards what a condition variable is about, so that one section waits for what another has done.
  bool is_handing_over = false;
};

class Program {
public:
  /// Appends the next event of the run; `event.thread` and `event.object` may be new numbers.
  Position add(Event event);
  /// `event` needs `needed`, which is in another thread or earlier in its own. A need by data is one that locks bring about:
  /// the event has read what `needed` or something before it wrote.
  void addNeed(Position event, Position needed, bool is_by_data = false);
  /// `later` touches what `earlier` has touched, one of them writing: where both happen, they happen in this order.
  void addConflict(Position earlier, Position later);
  Object &object(uint32_t number);
  /// Works out partners and needs from what the operations mean. Call once, after the last add.
  void finish();

  std::span<const Event> events() const { return events_; }
  const Event &at(Position position) const { return events_[position]; }
  size_t threadCount() const { return threads_.size(); }
  size_t objectCount() const { return objects_.size(); }
  const Object &objectAt(uint32_t number) const { return objects_[number]; }
  std::span<const Position> thread(uint32_t number) const { return threads_[number]; }

  std::span<const Position> needs(Position event) const { return needs_.of(event); }
  std::span<const Position> needsByData(Position event) const { return data_.of(event); }
  /// The releases, by other threads, of the sections that came just before this acquire of their lock.
  std::span<const Position> sectionsBefore(Position acquire) const { return sections_.of(acquire); }
  std::span<const Position> conflictsBefore(Position event) const { return conflicts_.of(event); }

  /// The event before `event` in its thread, or kNowhere.
  Position before(Position event) const {
    const Event &it = events_[event];
    return it.index == 0 ? kNowhere : threads_[it.thread][it.index - 1];
  }

private:
  /// Pairs of positions, looked up by the first.
  class Relation {
  public:
    void add(Position from, Position to) { pairs_.emplace_back(from, to); }
    void build(size_t count);
    std::span<const Position> of(Position from) const {
      return {targets_.data() + begins_[from], begins_[from + 1] - begins_[from]};
    }

  private:
    std::vector<std::pair<Position, Position>> pairs_;
    std::vector<uint32_t> begins_;
    std::vector<Position> targets_;
  };

  void matchLocks();
  void orderChannels();
  void orderThreads();
  void orderCounters();
  void orderConditions();
  void orderMeetings();

  std::vector<Event> events_;
  std::vector<std::vector<Position>> threads_;
  std::vector<Object> objects_;
  Relation needs_, data_, conflicts_, sections_;
};

} // namespace gordian::predict

#endif
