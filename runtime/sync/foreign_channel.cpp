// See foreign_channel.h.
#include "sync/foreign_channel.h"

#include "base/arena.h"
#include "sync/channel.h"
#include "sync/events.h"

namespace gordian {

/// One operation, or several that were put together.
struct ForeignOperation {
  ForeignOperation *next;
  uptr channel;
  u32 object;
  bool is_send, is_over;
  u64 first, last;  // its number lies between them
  VectorClock clock;
  Site site;
};

namespace {

constexpr u64 kUnknown = ~u64{0};   // capacity, or last number of an operation that is not over
constexpr u32 kMostOperations = 512;  // remembered for each direction

/// The operations of one direction that may still matter, in the order in which they began.
struct Direction {
  ForeignOperation *head;
  u64 begun, ended;
  u32 count;
};

void discard(ForeignOperation *operation) {
  operation->clock.clear();
  arena::release(operation, sizeof *operation);
}

void append(Direction &direction, ForeignOperation *operation) {
  ForeignOperation **link = &direction.head;
  while (*link) link = &(*link)->next;
  *link = operation;
  ++direction.count;
}

void remove(Direction &direction, ForeignOperation *operation) {
  ForeignOperation **link = &direction.head;
  while (*link != operation) link = &(*link)->next;
  *link = operation->next;
  --direction.count;
}

/// Of two neighbours that are over, one is made that stands for both: more order than there is, and never less.
void condense(Direction &direction) {
  for (ForeignOperation *at = direction.head; at && at->next; at = at->next) {
    ForeignOperation *next = at->next;
    if (!at->is_over || !next->is_over) continue;
    at->first = smallerOf(at->first, next->first);
    at->last = largerOf(at->last, next->last);
    at->clock.join(next->clock);
    at->next = next->next;
    --direction.count;
    discard(next);
  }
}

/// The smallest number that an operation which is not over yet, or has not begun, may have.
u64 lowestToCome(const Direction &direction) {
  for (ForeignOperation *at = direction.head; at; at = at->next)
    if (!at->is_over) return at->first;
  return direction.ended;
}

/// Forgets operations whose number is below `bound`, from the oldest on.
void forgetBelow(Direction &direction, u64 bound) {
  while (direction.head && direction.head->is_over && direction.head->last < bound) {
    ForeignOperation *gone = direction.head;
    direction.head = gone->next;
    --direction.count;
    discard(gone);
  }
}

void acquireBetween(Thread &thread, SyncObject &object, Direction &direction, u64 first, u64 last, Operation what) {
  for (ForeignOperation *at = direction.head; at; at = at->next)
    if (at->first <= last && at->last >= first) acquired(thread, at->clock, object, what);
}

}  // namespace

struct ForeignQueue {
  u64 capacity;
  Direction sends, receives;
};

namespace {

Direction &directionOf(ForeignQueue &queue, bool is_send) { return is_send ? queue.sends : queue.receives; }

void clear(Direction &direction) {
  while (ForeignOperation *gone = direction.head) {
    direction.head = gone->next;
    // Whoever is in the middle of one brings it back, and finds another channel.
    if (gone->is_over) discard(gone);
    else gone->channel = 0;
  }
  direction = {};
}

ForeignQueue &queueOf(SyncObject &object) {
  ForeignQueue *&queue = foreignQueueOf(object);
  if (!queue) {
    queue = arena::make<ForeignQueue>();
    queue->capacity = kUnknown;
  }
  return *queue;
}

void acquireOthers(Thread &thread, SyncObject &object, ForeignQueue &queue, const ForeignOperation &operation) {
  if (!operation.is_send)
    return acquireBetween(thread, object, queue.sends, operation.first, operation.last, Operation::kReceive);
  if (queue.capacity == kUnknown)
    return acquireBetween(thread, object, queue.receives, 0, operation.last, Operation::kSend);
  if (operation.last < queue.capacity) return;  // there was room from the beginning
  u64 first = operation.first > queue.capacity ? operation.first - queue.capacity : 0;
  acquireBetween(thread, object, queue.receives, first, operation.last - queue.capacity, Operation::kSend);
}

void tidy(ForeignQueue &queue) {
  forgetBelow(queue.sends, lowestToCome(queue.receives));
  u64 bound = lowestToCome(queue.sends);
  if (queue.capacity != kUnknown) forgetBelow(queue.receives, bound > queue.capacity ? bound - queue.capacity : 0);
  if (queue.sends.count > kMostOperations) condense(queue.sends);
  if (queue.receives.count > kMostOperations) condense(queue.receives);
}

}  // namespace

void releaseForeignQueue(ForeignQueue *queue) {
  clear(queue->sends);
  clear(queue->receives);
  arena::release(queue, sizeof *queue);
}

void foreignMake(Thread &thread, uptr channel) {
  Operating operating(thread);
  objects::destroy(channel);
  SyncObject &object = objects::get(thread, channel, ObjectKind::kChannel);
  SpinGuard guard(object.lock);
  queueOf(object);
}

void foreignDestroy(Thread &thread, uptr channel) {
  Operating operating(thread);
  objects::destroy(channel);
}

void foreignEmptied(Thread &thread, uptr channel) {
  Operating operating(thread);
  SyncObject &object = objects::get(thread, channel, ObjectKind::kChannel);
  SpinGuard guard(object.lock);
  ForeignQueue &queue = queueOf(object);
  clear(queue.sends);
  clear(queue.receives);
}

void foreignCapacity(Thread &thread, uptr channel, u64 capacity) {
  Operating operating(thread);
  SyncObject &object = objects::get(thread, channel, ObjectKind::kChannel);
  SpinGuard guard(object.lock);
  queueOf(object).capacity = capacity;
}

ForeignOperation *foreignBegin(Thread &thread, uptr channel, bool is_send) {
  Operating operating(thread);
  SyncObject &object = objects::get(thread, channel, ObjectKind::kChannel);
  ForeignOperation *operation = arena::make<ForeignOperation>();
  u32 sequence;
  {
    SpinGuard guard(object.lock);
    Direction &direction = directionOf(queueOf(object), is_send);
    operation->channel = channel;
    operation->object = object.index;
    operation->is_send = is_send;
    operation->first = direction.ended;
    operation->last = kUnknown;
    operation->clock.assign(thread.seen);
    operation->site = thread.sync_site;
    append(direction, operation);
    ++direction.begun;
    sequence = ++object.sequence;
  }
  logEvent(thread, EventKind::kRelease, &object, {.sequence = sequence});
  published(thread, object, is_send ? Operation::kSend : Operation::kReceive);
  thread.sync_site = Site{};
  return operation;
}

void foreignEnd(Thread &thread, ForeignOperation &operation, bool is_done) {
  SyncObject &object = objects::at(operation.object);
  thread.sync_site = operation.site;
  Operating operating(thread);
  u32 sequence = 0;
  {
    SpinGuard guard(object.lock);
    if (!operation.channel || object.address != operation.channel) {  // the channel was destroyed meanwhile
      discard(&operation);
      thread.sync_site = Site{};
      return;
    }
    ForeignQueue &queue = queueOf(object);
    Direction &direction = directionOf(queue, operation.is_send);
    sequence = ++object.sequence;
    if (is_done) {
      operation.last = direction.begun - 1;
      operation.is_over = true;
      ++direction.ended;
      acquireOthers(thread, object, queue, operation);
    } else {
      --direction.begun;
      remove(direction, &operation);
      discard(&operation);
      acquired(thread, object.clock, object, Operation::kReceive);
    }
    tidy(queue);
  }
  logEvent(thread, EventKind::kAcquire, &object, {.sequence = sequence});
  thread.sync_site = Site{};
}

void foreignClose(Thread &thread, uptr channel) {
  Operating operating(thread);
  SyncObject &object = objects::get(thread, channel, ObjectKind::kChannel);
  {
    SpinGuard guard(object.lock);
    object.clock.join(thread.seen);
  }
  logEvent(thread, EventKind::kChanClose, &object, {.sequence = ++object.sequence});
  published(thread, object, Operation::kClose);
  thread.sync_site = Site{};
}

}  // namespace gordian
