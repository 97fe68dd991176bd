// Channels and wait groups; see channel.h.
#include "sync/channel.h"

#include "abi/hooks.h"
#include "base/arena.h"
#include "deadlock/detector.h"
#include "race/check_access.h"
#include "sync/events.h"
#include "sync/foreign_channel.h"

namespace gordian {

struct ChannelState {
  u64 capacity;
  u64 element_size;
  VectorClock *slots;  // X[k mod C]; null for unbuffered channels
  Site close_site;
  u32 close_thread;
  u32 close_stack;
  ForeignQueue *foreign;  // null: one of our own channels
};

namespace {

/// Send counts as a read of the channel, close as a write: an unordered pair is a race, as in Go.
void touch(Thread &thread, uptr channel, bool is_close) {
  if (!options().detect_races) return;
  Operation operation = is_close ? Operation::kClose : Operation::kSend;
  checkAccess(thread, {channel, 1, thread.sync_site, static_cast<u16>(operation), is_close, false});
}

/// The parked partner's operation stands where the partner announced its wait.
Site siteOfOperation(Thread &caller, Thread &thread) { return &caller == &thread ? caller.sync_site : thread.wait.site; }

/// Runs `body` as if the operation of `thread` stood at its own site.
template <class Body> void atItsSite(Thread &caller, Thread &thread, Body body) {
  Site outer = thread.sync_site;
  thread.sync_site = siteOfOperation(caller, thread);
  body();
  thread.sync_site = &caller == &thread ? Site{} : outer;
}

ChannelState *stateOf(SyncObject &object) { return object.channel; }

void finishPartner(Thread &caller, Thread &thread) {
  if (&caller != &thread) deadlock::granted(thread);
}

void logOperation(Thread &caller, Thread &thread, SyncObject &object, EventKind kind, EventDetails details) {
  details.flags |= thread.attempt_flags;
  if (&caller != &thread) {
    details.flags |= log_format::kEventForPartner;
    details.partner = raw(thread.id);
  }
  Site outer = caller.sync_site;
  caller.sync_site = siteOfOperation(caller, thread);
  logEvent(caller, kind, &object, details);
  caller.sync_site = outer;
}

}  // namespace

void releaseChannelState(SyncObject &object) {
  ChannelState *state = object.channel;
  if (!state) return;
  object.channel = nullptr;
  if (state->slots) {
    for (u64 i = 0; i < state->capacity; ++i) state->slots[i].clear();
    arena::release(state->slots, state->capacity * sizeof(VectorClock));
  }
  if (state->foreign) releaseForeignQueue(state->foreign);
  arena::release(state, sizeof *state);
}

ForeignQueue *&foreignQueueOf(SyncObject &object) {
  if (!object.channel) {
    object.channel = arena::make<ChannelState>();
    object.channel->close_thread = log_format::kNoThread;
  }
  return object.channel->foreign;
}

void describeChannel(const SyncObject &object, log_format::ObjectRecord &record) {
  if (object.kind == ObjectKind::kBarrier) record.capacity = static_cast<u64>(object.count);
  if (!object.channel) return;
  record.capacity = object.channel->capacity;
  record.element_size = object.channel->element_size;
}

void channelMake(Thread &thread, uptr channel, u64 capacity, u64 element_size) {
  Operating operating(thread);
  objects::destroy(channel);
  SyncObject &object = objects::get(thread, channel, ObjectKind::kChannel);
  ChannelState *state = arena::make<ChannelState>();
  state->capacity = capacity;
  state->element_size = element_size;
  if (capacity) state->slots = static_cast<VectorClock *>(arena::allocate(capacity * sizeof(VectorClock)));
  object.channel = state;
  logEvent(thread, EventKind::kChanMake, &object, {.value = static_cast<u32>(capacity), .extra = element_size});
  thread.sync_site = Site{};
}

void channelAttempt(Thread &thread, uptr channel, u32 bits) {
  thread.attempt_flags = static_cast<u16>((bits & GORDIAN_ATTEMPT_TRY ? log_format::kEventTry : 0) |
                                          (bits & GORDIAN_ATTEMPT_TIMED ? log_format::kEventTimed : 0) |
                                          (bits & GORDIAN_ATTEMPT_SELECT ? log_format::kEventSelect : 0));
  if (!(bits & GORDIAN_ATTEMPT_FAILED)) return;
  Operating operating(thread);
  SyncObject *object = channel ? &objects::get(thread, channel, ObjectKind::kChannel) : nullptr;
  u16 flags = static_cast<u16>(thread.attempt_flags | log_format::kEventFailed);
  logEvent(thread, EventKind::kChoice, object, {.flags = flags});
  thread.attempt_flags = 0;
}

void channelExchange(Thread &caller, Thread &thread, uptr channel, u64 k, u64 length, bool is_send) {
  Operating operating(caller);
  SyncObject &object = objects::get(caller, channel, ObjectKind::kChannel);
  ChannelState *state = stateOf(object);
  if (!state || !state->slots) return;
  Operation operation = is_send ? Operation::kSend : Operation::kReceive;
  u32 sequence = ++object.sequence;
  logOperation(caller, thread, object, is_send ? EventKind::kChanSendOk : EventKind::kChanRecvOk,
               {.sequence = sequence, .value = static_cast<u32>(length), .extra = k});
  atItsSite(caller, thread, [&] {
    if (is_send) touch(thread, channel, false);
    // What is published is the clock before the join: send k and send k+C must not be ordered through the slot by the
    // receive between them (golang #37355).
    VectorClock before;
    before.assign(thread.seen);
    VectorClock &slot = state->slots[k % state->capacity];
    acquired(thread, slot, object, operation);
    slot.swap(before);
    published(thread, object, operation);
  });
  finishPartner(caller, thread);
}

void channelRendezvous(Thread &caller, Thread &sender, Thread &receiver, uptr channel, u64 k) {
  Operating operating(caller);
  SyncObject &object = objects::get(caller, channel, ObjectKind::kChannel);
  u32 sequence = (object.sequence += 2) - 1;
  logOperation(caller, sender, object, EventKind::kChanSendOk, {.sequence = sequence, .extra = k, .partner = raw(receiver.id)});
  logOperation(caller, receiver, object, EventKind::kChanRecvOk, {.sequence = sequence + 1, .extra = k, .partner = raw(sender.id)});
  VectorClock sent;
  atItsSite(caller, sender, [&] {
    touch(sender, channel, false);
    sent.assign(sender.seen);
    acquired(sender, receiver.seen, object, Operation::kSend);
    published(sender, object, Operation::kSend);
  });
  atItsSite(caller, receiver, [&] {
    acquired(receiver, sent, object, Operation::kReceive);
    published(receiver, object, Operation::kReceive);
  });
  caller.sync_site = Site{};
  finishPartner(caller, sender);
  finishPartner(caller, receiver);
}

void channelClose(Thread &thread, uptr channel) {
  Operating operating(thread);
  SyncObject &object = objects::get(thread, channel, ObjectKind::kChannel);
  touch(thread, channel, true);
  object.clock.assign(thread.seen);
  logEvent(thread, EventKind::kChanClose, &object, {.sequence = ++object.sequence});
  if (ChannelState *state = stateOf(object)) {
    state->close_site = thread.sync_site;
    state->close_thread = raw(thread.id);
    state->close_stack = log::stackOfCall(thread);
  }
  deadlock::grantedAll(object.index);
  published(thread, object, Operation::kClose);
  thread.sync_site = Site{};
}

void channelReceiveClosed(Thread &caller, Thread &thread, uptr channel) {
  Operating operating(caller);
  SyncObject &object = objects::get(caller, channel, ObjectKind::kChannel);
  logOperation(caller, thread, object, EventKind::kChanRecvZero, {.sequence = ++object.sequence});
  atItsSite(caller, thread, [&] { acquired(thread, object.clock, object, Operation::kReceive); });
  finishPartner(caller, thread);
}

void channelSendOnClosed(Thread &caller, Thread &thread, uptr channel) {
  Operating operating(caller);
  SyncObject &object = objects::get(caller, channel, ObjectKind::kChannel);
  logOperation(caller, thread, object, EventKind::kChanSendClosed, {.sequence = ++object.sequence});
  atItsSite(caller, thread, [&] {
    touch(thread, channel, false);
    Other other;
    if (ChannelState *state = stateOf(object)) other = {state->close_thread, state->close_site, state->close_stack};
    reportMisuse(thread, log_format::FindingKind::kSendOnClosedChannel, &object, other);
    acquired(thread, object.clock, object, Operation::kSend);
  });
  finishPartner(caller, thread);
}

void channelCloseOfClosed(Thread &thread, uptr channel) {
  Operating operating(thread);
  SyncObject *object = channel ? &objects::get(thread, channel, ObjectKind::kChannel) : nullptr;
  Other other;
  if (object && object->channel)
    other = {object->channel->close_thread, object->channel->close_site, object->channel->close_stack};
  reportMisuse(thread, log_format::FindingKind::kCloseOfClosedChannel, object, other);
  thread.sync_site = Site{};
}

void waitGroupAdd(Thread &thread, uptr group, s64 delta, s64 after) {
  Operating operating(thread);
  SyncObject &object = objects::get(thread, group, ObjectKind::kWaitGroup);
  if (after < 0) reportMisuse(thread, log_format::FindingKind::kWaitGroupMisuse, &object, {}, after);
  // The add that starts a round must be ordered with the waits of it (Go: Add from zero reads, Wait writes).
  if (delta > 0 && after == delta && options().detect_races)
    checkAccess(thread, {group, 1, thread.sync_site, static_cast<u16>(Operation::kAdd), false, false});
  {
    SpinGuard guard(object.lock);
    if (delta < 0) object.clock.join(thread.seen);
    object.count = after;
    ++object.sequence;
  }
  logEvent(thread, EventKind::kWaitGroupAdd, &object,
           {.sequence = object.sequence, .value = static_cast<u32>(after), .extra = static_cast<u64>(delta)});
  if (delta < 0) published(thread, object, Operation::kAdd);
  thread.sync_site = Site{};
}

void waitGroupWaiting(Thread &thread, uptr group) {
  SyncObject &object = objects::get(thread, group, ObjectKind::kWaitGroup);
  logEvent(thread, EventKind::kWaitGroupWaitReq, &object);
  if (fetchAdd(&object.waiters, 1u) == 0 && options().detect_races)
    checkAccess(thread, {group, 1, thread.sync_site, static_cast<u16>(Operation::kWaitGroupWait), true, false});
}

void waitGroupWaited(Thread &thread, uptr group) {
  Operating operating(thread);
  SyncObject &object = objects::get(thread, group, ObjectKind::kWaitGroup);
  {
    SpinGuard guard(object.lock);
    acquired(thread, object.clock, object, Operation::kWaitGroupWait);
    object.waiters = 0;
    ++object.sequence;
  }
  logEvent(thread, EventKind::kWaitGroupWaitOk, &object, {.sequence = object.sequence});
  thread.sync_site = Site{};
}

}  // namespace gordian
