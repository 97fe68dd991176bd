// Channels of other libraries, and of the program's own making: what their sends and receives order, known only from where
// each operation begins and ends.
//
// The value of send number k is taken by receive number k, but the numbers are given out inside, unseen. From the outside
// a send that began after m sends had ended, and ended when n others had begun, has a number of m to n; likewise a
// receive. So a receive comes after every send whose number may be its own, and a send after every receive whose number
// may be its own less the capacity: exact where operations do not overlap, and never too little order.
// Clocks as in channel.h: what is published is what the thread knew at the beginning.
#ifndef GORDIAN_SYNC_FOREIGN_CHANNEL_H
#define GORDIAN_SYNC_FOREIGN_CHANNEL_H

#include "sync/object.h"
#include "thread.h"

namespace gordian {

struct ForeignQueue;
struct ForeignOperation;

/// The channel at `channel` is new, empty and of unknown capacity.
void foreignMake(Thread &thread, uptr channel);
void foreignDestroy(Thread &thread, uptr channel);
/// It was emptied without receives, by a function that nobody may call while others use the channel.
void foreignEmptied(Thread &thread, uptr channel);
void foreignCapacity(Thread &thread, uptr channel, u64 capacity);
/// Returns what foreignEnd wants.
ForeignOperation *foreignBegin(Thread &thread, uptr channel, bool is_send);
/// `is_done`: a value went through. An operation that failed may have met the close.
void foreignEnd(Thread &thread, ForeignOperation &operation, bool is_done);
void foreignClose(Thread &thread, uptr channel);

/// For channel.cpp: the queue goes with its object.
void releaseForeignQueue(ForeignQueue *queue);

}  // namespace gordian

#endif
