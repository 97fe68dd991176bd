// What a thread knows of its place in the log. Part of struct Thread; used by log/events.cpp only.
#ifndef GORDIAN_LOG_THREAD_LOG_H
#define GORDIAN_LOG_THREAD_LOG_H

#include "abi/log_format.h"
#include "base/types.h"

namespace gordian::log {

/// An event chunk of the file, in the order in which its thread took them.
struct EventChunk {
  EventChunk *next;
  log_format::ChunkHeader *header;
  u32 bytes;  // with the header
};

struct ThreadLog {
  u32 is_busy = 0;  // an event is being written: only a signal handler on the same thread can see it so
  u32 thread = 0, generation = 0;  // whose log, and which: Threads are reused, and a child after fork has a new log
  log_format::ChunkHeader *chunk = nullptr;  // the newest chunk; null: none yet
  u32 used = 0, capacity = 0;                // bytes behind its header
  EventChunk *oldest = nullptr, *newest = nullptr;
  u64 bytes = 0;        // of all chunks
  u64 sequence = 0;     // chunks taken so far
  u64 events = 0;       // events so far, also those that were lost (tseq)
  u64 silent_until = 0; // there was no room: not asked for again before this event

  /// Stacks that the thread has asked for lately, by the low bits of their key: locks are taken at few places.
  struct KnownStack {
    u64 key;
    u32 id;
  };
  static constexpr u32 kKnownStacks = 32;
  KnownStack stacks[kKnownStacks] = {};
};

}  // namespace gordian::log

#endif
