#include "analysis/run_program.h"

#include <algorithm>

namespace gordian::analysis {

using format::EventKind;
using predict::kNowhere;
using predict::Op;
using predict::Position;
using trace::ObjectId;
using trace::ThreadId;

namespace {

/// A log that says the impossible more often than this is not worth an order.
constexpr unsigned kMostContradictions = 1000;

bool isChannelRequest(EventKind kind) {
  return kind == EventKind::kChanSendReq || kind == EventKind::kChanRecvReq || kind == EventKind::kSelectReq;
}

} // namespace

/// Lets the threads run through their events, each as far as the order of objects, starts, joins and partners allows.
class RunProgram::Builder {
public:
  Builder(const trace::Trace &trace, RunProgram &to) : trace_(trace), to_(to) {}

  void run() {
    readThreads();
    readObjects();
    for (uint32_t thread = 0; thread < threads_.size(); ++thread)
      runnable_.push_back(thread);
    std::reverse(runnable_.begin(), runnable_.end());
    while (resume()) {
    }
    findHandovers();
    addToldNeeds();
    to_.program_.finish();
  }

private:
  struct Runner {
    const std::vector<trace::Event> *events = nullptr;
    size_t next = 0;
    bool is_started = true;             ///< its creation has been passed, or is not in the log
    bool is_parked = false;             ///< asked a channel and has not been answered yet
    bool is_timed = false;              ///< and may give up
    bool is_wait_timed = false;         ///< condition: may give up
    uint32_t wait_began = 0;            ///< condition: index of the request in the program's thread
    std::vector<uint32_t> waiting;      ///< threads that wait for this one to park or to end
    std::vector<uint32_t> followers;    ///< threads that wait for any progress of this one
    bool isAtEnd() const { return next == events->size(); }
  };
  struct Sequence {
    std::vector<uint32_t> numbers; ///< of all operations in the log, sorted
    size_t next = 0;
    std::vector<uint32_t> waiting;
  };

  void readThreads() {
    for (const auto &[id, events] : trace_.events) {
      uint32_t number = uint32_t(threads_.size());
      to_.thread_numbers_.emplace(uint32_t(id), number);
      to_.thread_ids_.push_back(id);
      threads_.emplace_back().events = &events;
      to_.positions_.emplace_back(events.size(), kNowhere);
      bool has_all = events.empty() || events.back().tseq + 1 == events.size();
      to_.has_lost_events_ |= !has_all;
    }
    to_.has_lost_events_ |= trace_.process.header.events_lost > 0;
    to_.is_whole_ = !to_.has_lost_events_ && trace_.account.damaged_places == 0;
  }

  void readObjects() {
    for (const Runner &runner : threads_)
      for (const trace::Event &entry : *runner.events) {
        const format::Event &event = entry.event;
        if (event.object && event.object_seq)
          sequences_[event.object].numbers.push_back(event.object_seq);
        if (EventKind(event.kind) == EventKind::kThreadCreate)
          if (auto child = to_.thread_numbers_.find(event.value); child != to_.thread_numbers_.end())
            threads_[child->second].is_started = false;
      }
    for (auto &[object, sequence] : sequences_)
      std::sort(sequence.numbers.begin(), sequence.numbers.end());
  }

  /// Locks that go with a condition variable: those that a wait gives back, and those that are held at a signal or were
  /// given back just before it.
  void findHandovers() {
    auto note = [&](uint64_t id) {
      if (auto known = object_numbers_.find(uint32_t(id)); known != object_numbers_.end())
        to_.program_.object(known->second).is_handing_over = true;
    };
    for (const Runner &runner : threads_) {
      uint32_t last_lock = 0;
      for (const trace::Event &entry : *runner.events) {
        EventKind kind = EventKind(entry.event.kind);
        if (kind == EventKind::kMutexOk || kind == EventKind::kMutexRelease)
          last_lock = entry.event.object;
        else if (kind == EventKind::kCondWaitReq)
          note(entry.event.extra);
        else if ((kind == EventKind::kCondSignal || kind == EventKind::kCondBroadcast) && last_lock)
          note(last_lock);
      }
    }
  }

  /// An acquire that names its partner (an atomic load that took over what another thread had stored) needs what that
  /// one had done by then: its events up to number `extra`.
  void addToldNeeds() {
    for (Position at = 0; at < to_.program_.events().size(); ++at) {
      const format::Event &event = *to_.sources_[to_.program_.at(at).source];
      if (EventKind(event.kind) != EventKind::kAcquire || event.partner == format::kNoThread)
        continue;
      uint32_t partner = numberOf(event.partner);
      if (partner == ~0u || partner == to_.program_.at(at).thread)
        continue;
      const std::vector<trace::Event> &events = *threads_[partner].events;
      size_t end = size_t(std::lower_bound(events.begin(), events.end(), event.extra,
                                           [](const trace::Event &one, uint64_t tseq) { return one.tseq < tseq; }) -
                          events.begin());
      while (end > 0 && to_.positions_[partner][end - 1] == kNowhere)
        --end;
      if (end > 0)
        to_.program_.addNeed(at, to_.positions_[partner][end - 1]);
    }
  }

  /// Runs one thread as far as it goes. False when all is done, or given up.
  bool resume() {
    if (runnable_.empty())
      return force();
    uint32_t thread = runnable_.back();
    runnable_.pop_back();
    while (!threads_[thread].isAtEnd() && mayPass(thread))
      pass(thread);
    if (threads_[thread].isAtEnd()) {
      wake(threads_[thread].waiting);
      wake(threads_[thread].followers);
    }
    return true;
  }

  /// Nobody can go on: a timed wait was given up, or the log contradicts itself.
  bool force() {
    uint32_t chosen = ~0u;
    for (uint32_t thread = 0; thread < threads_.size(); ++thread) {
      if (threads_[thread].isAtEnd())
        continue;
      bool gives_up = threads_[thread].is_parked && threads_[thread].is_timed;
      if (chosen == ~0u || gives_up)
        chosen = thread;
      if (gives_up)
        break;
    }
    if (chosen == ~0u)
      return false;
    Runner &runner = threads_[chosen];
    if (runner.is_parked) {
      to_.is_whole_ &= runner.is_timed;
      runner.is_parked = false;
    } else {
      to_.is_whole_ = false;
      if (++contradictions_ > kMostContradictions)
        return false;
      pass(chosen);
    }
    runnable_.push_back(chosen);
    return true;
  }

  void wake(std::vector<uint32_t> &waiting) {
    runnable_.insert(runnable_.end(), waiting.begin(), waiting.end());
    waiting.clear();
  }

  uint32_t numberOf(uint32_t thread_id) const {
    auto found = to_.thread_numbers_.find(thread_id);
    return found == to_.thread_numbers_.end() ? ~0u : found->second;
  }

  /// The thread that a thread object stands for.
  uint32_t joinedThread(const format::Event &event) const {
    const trace::Object *object = trace_.object(ObjectId(event.object));
    return object && object->kind == format::ObjectKind::kThread ? numberOf(uint32_t(object->address)) : ~0u;
  }

  /// May the thread's next event be the next one of all? Otherwise the thread is put where it will be woken.
  bool mayPass(uint32_t thread) {
    Runner &runner = threads_[thread];
    const format::Event &event = (*runner.events)[runner.next].event;
    if (runner.is_parked && EventKind(event.kind) == EventKind::kChoice)
      runner.is_parked = false; // nobody came in time
    if (!runner.is_started || runner.is_parked)
      return false; // woken by the creator, or by the partner
    if (event.object && event.object_seq) {
      Sequence &sequence = sequences_[event.object];
      if (sequence.next < sequence.numbers.size() && sequence.numbers[sequence.next] < event.object_seq) {
        sequence.waiting.push_back(thread);
        return false;
      }
    }
    if (event.flags & format::kEventForPartner) {
      uint32_t partner = numberOf(event.partner);
      if (partner != ~0u && partner != thread && !threads_[partner].is_parked && !threads_[partner].isAtEnd()) {
        threads_[partner].waiting.push_back(thread);
        return false;
      }
    }
    if (EventKind(event.kind) == EventKind::kAcquire && event.partner != format::kNoThread) {
      uint32_t teller = numberOf(event.partner);
      if (teller != ~0u && teller != thread && !threads_[teller].isAtEnd() &&
          (*threads_[teller].events)[threads_[teller].next].tseq < event.extra) {
        threads_[teller].followers.push_back(thread);
        return false;
      }
    }
    if (EventKind(event.kind) == EventKind::kJoinOk) {
      uint32_t joined = joinedThread(event);
      if (joined != ~0u && joined != thread && !threads_[joined].isAtEnd()) {
        threads_[joined].waiting.push_back(thread);
        return false;
      }
    }
    return true;
  }

  void pass(uint32_t thread) {
    Runner &runner = threads_[thread];
    const format::Event &event = (*runner.events)[runner.next].event;
    EventKind kind = EventKind(event.kind);
    uint32_t actor = thread;
    if (event.flags & format::kEventForPartner)
      if (uint32_t partner = numberOf(event.partner); partner != ~0u)
        actor = partner;
    if (Position position = translate(actor, event); position != kNowhere)
      to_.positions_[thread][runner.next] = position;
    ++runner.next;
    wake(runner.followers);
    if (event.object && event.object_seq) {
      Sequence &sequence = sequences_[event.object];
      ++sequence.next;
      wake(sequence.waiting);
    }
    if (kind == EventKind::kThreadCreate)
      if (uint32_t child = numberOf(event.value); child != ~0u && !threads_[child].is_started) {
        threads_[child].is_started = true;
        runnable_.push_back(child);
      }
    if (actor != thread && threads_[actor].is_parked) {
      threads_[actor].is_parked = false;
      runnable_.push_back(actor);
    }
    if (isChannelRequest(kind) && !(event.flags & format::kEventFailed)) {
      runner.is_parked = true;
      runner.is_timed = (event.flags & format::kEventTimed) != 0;
      wake(runner.waiting);
    }
  }

  uint32_t objectNumber(uint32_t id) {
    auto [found, is_new] = object_numbers_.emplace(id, uint32_t(to_.object_ids_.size()));
    if (is_new) {
      to_.object_ids_.push_back(ObjectId(id));
      const trace::Object *object = trace_.object(ObjectId(id));
      bool is_channel = object && object->kind == format::ObjectKind::kChannel;
      predict::Object &described = to_.program_.object(found->second);
      described.capacity = is_channel ? uint32_t(std::min<uint64_t>(object->capacity, ~0u)) : 0;
      described.is_known = is_channel;
    }
    return found->second;
  }

  Position translate(uint32_t thread, const format::Event &source) {
    predict::Event event;
    event.thread = thread;
    event.is_try = (source.flags & format::kEventTry) != 0;
    event.is_timed = (source.flags & format::kEventTimed) != 0;
    event.is_choice = (source.flags & format::kEventSelect) != 0;
    if (!operationOf(thread, source, event))
      return kNowhere;
    event.source = uint32_t(to_.sources_.size());
    to_.sources_.push_back(&source);
    return to_.program_.add(event);
  }

  /// False for events that are no operation of the program.
  bool operationOf(uint32_t thread, const format::Event &source, predict::Event &event) {
    auto on = [&](Op op) {
      event.op = op;
      event.object = objectNumber(source.object);
      return true;
    };
    switch (EventKind(source.kind)) {
    case EventKind::kMutexOk:
    case EventKind::kRwOk:
      event.is_shared = source.value == 1;
      return on(Op::kAcquire);
    case EventKind::kMutexRelease:
    case EventKind::kRwRelease:
      return on(Op::kRelease);
    case EventKind::kThreadCreate:
      event.op = Op::kFork;
      event.object = numberOf(source.value);
      return event.object != ~0u;
    case EventKind::kThreadStart:
    case EventKind::kThreadEnd:
      return true;
    case EventKind::kChoice: // an attempt that came to nothing
      event.is_choice = true;
      return true;
    case EventKind::kObjectInit:
      if (const trace::Object *object = trace_.object(ObjectId(source.object));
          object && object->kind == format::ObjectKind::kSemaphore) {
        predict::Object &semaphore = to_.program_.object(objectNumber(source.object));
        semaphore.capacity = source.value;
        semaphore.is_known = true;
      }
      return false;
    case EventKind::kJoinOk:
      event.op = Op::kJoin;
      event.object = joinedThread(source);
      return event.object != ~0u;
    case EventKind::kCondWaitReq:
      threads_[thread].wait_began = threadLength(thread);
      threads_[thread].is_wait_timed = event.is_timed;
      return true;
    case EventKind::kCondWake:
      event.amount = int32_t(threadLength(thread) - threads_[thread].wait_began);
      event.is_timed = threads_[thread].is_wait_timed;
      return on(Op::kWake);
    case EventKind::kCondSignal:
    case EventKind::kCondBroadcast:
      return on(Op::kSignal);
    case EventKind::kSemPost:
      return on(Op::kPost);
    case EventKind::kSemWaitOk:
      return on(Op::kDown);
    case EventKind::kBarrierArrive:
    case EventKind::kBarrierLeave:
      event.amount = int32_t(source.value);
      return on(EventKind(source.kind) == EventKind::kBarrierArrive ? Op::kArrive : Op::kLeave);
    case EventKind::kWaitGroupAdd:
      event.amount = int32_t(source.extra);
      return on(Op::kAdd);
    case EventKind::kWaitGroupWaitOk:
      return on(Op::kAwaitZero);
    case EventKind::kChanSendOk:
      return on(Op::kSend);
    case EventKind::kChanRecvOk:
      return on(Op::kReceive);
    case EventKind::kChanRecvZero:
      return on(Op::kReceiveClosed);
    case EventKind::kChanClose:
      return on(Op::kClose);
    case EventKind::kRelease:
    case EventKind::kAtomicStore:
    case EventKind::kAtomicRmw:
      return on(Op::kPublish);
    case EventKind::kAcquire:
      if (source.partner != format::kNoThread)
        return true;
      return on(Op::kObserve);
    case EventKind::kAtomicLoad:
      return on(Op::kObserve);
    default:
      return false;
    }
  }

  uint32_t threadLength(uint32_t thread) const {
    return thread < to_.program_.threadCount() ? uint32_t(to_.program_.thread(thread).size()) : 0;
  }

  const trace::Trace &trace_;
  RunProgram &to_;
  std::vector<Runner> threads_;
  std::unordered_map<uint32_t, Sequence> sequences_;
  std::unordered_map<uint32_t, uint32_t> object_numbers_;
  std::vector<uint32_t> runnable_;
  unsigned contradictions_ = 0;
};

RunProgram::RunProgram(const trace::Trace &trace) { Builder(trace, *this).run(); }

Position RunProgram::positionOf(ThreadId thread, size_t index) const {
  auto found = thread_numbers_.find(uint32_t(thread));
  if (found == thread_numbers_.end() || index >= positions_[found->second].size())
    return kNowhere;
  return positions_[found->second][index];
}

} // namespace gordian::analysis
