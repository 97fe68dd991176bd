// Go-style channels and wait groups: the exchange clocks of ALGORITHMS.md section 2.1, and nothing else, order threads.
//
// Every function is called inside the channel's critical section (abi/hooks.h), so `thread` may be a parked partner: its
// clock is moved on its behalf.
#ifndef GORDIAN_SYNC_CHANNEL_H
#define GORDIAN_SYNC_CHANNEL_H

#include "sync/object.h"
#include "thread.h"

namespace gordian {

struct ChannelState;
struct ForeignQueue;

void channelMake(Thread &thread, uptr channel, u64 capacity, u64 element_size);
/// __gordian_chan_attempt.
void channelAttempt(Thread &thread, uptr channel, u32 bits);
/// Send or receive number k on a buffered channel; `caller` runs, `thread` is whose operation it is.
void channelExchange(Thread &caller, Thread &thread, uptr channel, u64 k, u64 length, bool is_send);
void channelRendezvous(Thread &caller, Thread &sender, Thread &receiver, uptr channel, u64 k);
void channelClose(Thread &thread, uptr channel);
void channelReceiveClosed(Thread &caller, Thread &thread, uptr channel);
void channelSendOnClosed(Thread &caller, Thread &thread, uptr channel);
void channelCloseOfClosed(Thread &thread, uptr channel);

void waitGroupAdd(Thread &thread, uptr group, s64 delta, s64 after);
/// The group's counter is not zero and the thread is about to wait.
void waitGroupWaiting(Thread &thread, uptr group);
void waitGroupWaited(Thread &thread, uptr group);

/// The place of the queue of a channel that is not ours (foreign_channel.h); null: it has none yet.
ForeignQueue *&foreignQueueOf(SyncObject &object);

/// For sync/object.cpp: the state goes with its object; the log tells capacity and element size.
void releaseChannelState(SyncObject &object);
void describeChannel(const SyncObject &object, log_format::ObjectRecord &record);

}  // namespace gordian

#endif
