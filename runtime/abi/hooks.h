/* What instrumented code and the channel library call in the runtime: the whole seam, as a plain list.
 *
 * Included by the runtime, which defines these functions, and by the channel library, which calls them. The plugin
 * spells the same names (instrumentation/hook_calls.*). C and C++; uses <stddef.h> and <stdint.h> only.
 * Every hook is safe before main, in signal handlers, in threads that the runtime has not seen start, and after exit
 * handlers have run; none allocates with malloc, throws, or changes errno.
 */
#ifndef GORDIAN_ABI_HOOKS_H
#define GORDIAN_ABI_HOOKS_H

#include <stddef.h>
#include <stdint.h>

/** Raised by one whenever a hook, its meaning, or the site table changes. Objects of another number do not mix. */
#define GORDIAN_ABI_VERSION 1

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Units and sites -------------------------------------------------------------------------------------------
 * A unit is one compiled translation unit. A site is one place in its source; the unit numbers its sites from 0. The
 * runtime gives each unit a range of process-wide site numbers when the unit is registered; instrumented code passes
 * `unit.site_base + index`. Sites 0 to 63 are reserved (see GORDIAN_SITE_*). */

struct gordian_unit {
  uint32_t abi_version; /**< GORDIAN_ABI_VERSION of the plugin that made the unit. */
  uint32_t site_count;  /**< Number of sites in the unit's site table. */
  uint64_t unit_id;     /**< Content hash; names the unit's part of section .gordian_sites (site_format.h). */
  uint32_t site_base;   /**< Written by the runtime at registration; 0 until then. */
  uint32_t flags;       /**< GORDIAN_UNIT_*. */
  const char *compiler; /**< "gordian 0.1.0 for clang 22", for messages about mixed versions. */
};

#define GORDIAN_UNIT_NO_ACCESSES 1u /**< Reports no plain accesses (checks=sync). */

#define GORDIAN_SITE_UNKNOWN 0u   /**< The place is not known. */
#define GORDIAN_SITE_FREE 1u      /**< The access is the release of a heap block. */
#define GORDIAN_SITE_ALLOCATE 2u  /**< The access is the (zeroing) allocation of a heap block. */
#define GORDIAN_SITE_LIBRARY 3u   /**< The access was made by libc on behalf of uninstrumented code. */
#define GORDIAN_FIRST_SITE 64u

/** Called by a constructor of priority 0 in each unit, and by a destructor when its shared object is closed. */
void __gordian_unit_register(struct gordian_unit *unit);
void __gordian_unit_unregister(struct gordian_unit *unit);
/** Called after the registration: what cannot be seen of the unit, a sentence for each report. */
void __gordian_unit_note(const char *sentence);

/* ---- Functions -------------------------------------------------------------------------------------------------*/

/* These, and those of plain accesses below, keep every register but r11 (and the one of the result), so that whoever calls
 * them saves none: calling convention preserve_all of clang. */
#ifdef __clang__
#define GORDIAN_QUIET_HOOK __attribute__((preserve_all))
#else
#define GORDIAN_QUIET_HOOK
#endif

/** Pushes a frame: `return_address` says where the function was called from. Returns the depth before the push. */
GORDIAN_QUIET_HOOK uint32_t __gordian_function_enter(const void *return_address);
/** Pops down to `depth` (what enter returned): this function returns, or is left by a tail call. */
GORDIAN_QUIET_HOOK void __gordian_function_exit(uint32_t depth);
/** An exception was caught here, or setjmp returned again: this function is the innermost one again. */
GORDIAN_QUIET_HOOK void __gordian_function_unwind(uint32_t depth);

/* ---- Plain accesses --------------------------------------------------------------------------------------------
 * Called just before the access. Any alignment is allowed. A masked or gathered element is a range of its size, or of
 * size 0 where the mask says no. */

GORDIAN_QUIET_HOOK void __gordian_read1(const void *address, uint32_t site);
GORDIAN_QUIET_HOOK void __gordian_read2(const void *address, uint32_t site);
GORDIAN_QUIET_HOOK void __gordian_read4(const void *address, uint32_t site);
GORDIAN_QUIET_HOOK void __gordian_read8(const void *address, uint32_t site);
GORDIAN_QUIET_HOOK void __gordian_read16(const void *address, uint32_t site);
GORDIAN_QUIET_HOOK void __gordian_write1(void *address, uint32_t site);
GORDIAN_QUIET_HOOK void __gordian_write2(void *address, uint32_t site);
GORDIAN_QUIET_HOOK void __gordian_write4(void *address, uint32_t site);
GORDIAN_QUIET_HOOK void __gordian_write8(void *address, uint32_t site);
GORDIAN_QUIET_HOOK void __gordian_write16(void *address, uint32_t site);
/** `size` bytes from `address`; 0 is allowed and does nothing. */
GORDIAN_QUIET_HOOK void __gordian_read_range(const void *address, size_t size, uint32_t site);
GORDIAN_QUIET_HOOK void __gordian_write_range(void *address, size_t size, uint32_t site);
/** Load of a virtual-table pointer, and store of one: storing the value that is there already is not a race. */
void __gordian_vptr_read(const void *address, uint32_t site);
void __gordian_vptr_write(void *address, const void *new_value, uint32_t site);

/* ---- Atomic accesses -------------------------------------------------------------------------------------------
 * The native instruction stays in the program, between `begin` and the matching `end`; between them nothing else
 * happens in the thread. So the clocks follow the real modification order (ALGORITHMS: the message clock must change
 * atomically with the value), whatever the operation is. `size` is 1 to 16. Orders are those of memory_order
 * (0 relaxed, 1 consume, 2 acquire, 3 release, 4 acq_rel, 5 seq_cst). */

#define GORDIAN_ORDER_MASK 0x7u
/** Or'ed to the order of a store by code of a standard up to C++17 / C11, where a relaxed store by the thread that
 *  wrote the head of a release sequence continues it. */
#define GORDIAN_ORDER_UP_TO_CXX17 0x8u

void __gordian_atomic_begin(const void *address, uint32_t size);
void __gordian_atomic_load_end(const void *address, uint32_t size, uint32_t order, uint32_t site);
void __gordian_atomic_store_end(void *address, uint32_t size, uint32_t order, uint32_t site);
void __gordian_atomic_rmw_end(void *address, uint32_t size, uint32_t order, uint32_t site);
/** `ok` is 1 where the exchange happened; otherwise it was a load with the failure order. */
void __gordian_atomic_cas_end(void *address, uint32_t size, uint32_t success, uint32_t failure, uint32_t ok,
                              uint32_t site);
/** A thread fence (signal fences are not reported: they order nothing between threads). */
void __gordian_atomic_fence(uint32_t order, uint32_t site);

/* ---- Where a synchronisation call stands ------------------------------------------------------------------------
 * The plugin calls this just before a call of a function that the runtime interposes or of a hook below, so that locks
 * and channels have lines and names also without -g. It holds until the thread's next synchronisation. */

void __gordian_at(uint32_t site);

/** The same just before a call of a libc function that reads or writes memory for the program (strcpy, memcmp ...): the
 *  accesses that the interposed function reports stand at this site. */
void __gordian_at_memory(uint32_t site);

/* ---- Ignored regions --------------------------------------------------------------------------------------------
 * Between begin and end (they nest) this thread's plain and atomic accesses are not seen and order nothing. Heap blocks
 * are still tracked. The channel library uses it around its own memory; programs through <gordian/annotate.hpp>. */

void __gordian_ignore_begin(void);
void __gordian_ignore_end(void);

/** The same for plain accesses alone: locks and atomics go on ordering. */
void __gordian_ignore_accesses_begin(void);
void __gordian_ignore_accesses_end(void);
/** `size` bytes were handed out anew: what was recorded for them, and what objects lay there, is forgotten. */
void __gordian_new_memory(const void *memory, size_t size);
/** Races in `size` bytes are not reported until the end of the day `expires` ("2026-12-31"; null: for ever), or until the
 *  memory is freed. The text must stay. */
void __gordian_benign_race(const void *memory, size_t size, const char *reason, const char *expires);

/* ---- Fibers -----------------------------------------------------------------------------------------------------
 * Contexts with a stack of their own. `current` is the token of the calling thread's context, or of the fiber that it
 * runs. `switch` is called just before the real one; without the flag, what precedes it happens before what `fiber` does
 * next. A fiber that runs is not destroyed. `create` returns null before the runtime has started. */

#define GORDIAN_FIBER_NO_ORDER 1u
void *__gordian_fiber_create(void);
void __gordian_fiber_destroy(void *fiber);
void *__gordian_fiber_current(void);
void __gordian_fiber_switch(void *fiber, uint32_t flags);
void __gordian_fiber_name(void *fiber, const char *name);

/* ---- Synchronisation told by a library --------------------------------------------------------------------------
 * For objects that the runtime cannot interpose. `object` is any address that stays the object's own while it lives. */

/** Everything before an acquire-release of `object` by a `release` happens before what follows an `acquire` of it. */
void __gordian_release(const void *object);
void __gordian_acquire(const void *object);
/** The object at `object` is gone: forget its clocks and its name. */
void __gordian_object_destroy(const void *object);

#define GORDIAN_LOCK_EXCLUSIVE 0u
#define GORDIAN_LOCK_SHARED 1u
/** A lock of the library's own: taken (after), given back (before). Ordering and held locks follow from these. */
void __gordian_lock_acquired(const void *lock, uint32_t mode);
void __gordian_lock_released(const void *lock, uint32_t mode);

/** Wait group: `delta` was added (done: -1) giving `after`. Called under the group's inner lock. `after` below zero is
 *  reported as misuse. Wait: called when a wait returns because the counter is zero. */
void __gordian_wait_group_add(const void *group, int64_t delta, int64_t after);
void __gordian_wait_group_waited(const void *group);

/* ---- Channels ---------------------------------------------------------------------------------------------------
 * All but `make` and `destroy` are called inside the channel's critical section, so that the order of the calls is the
 * order of the operations. `thread` is whose operation it is: __gordian_current() of the caller, or of a parked thread
 * that the caller completes; a parked thread's wait ends with its operation. Sends and receives are numbered from 0 for
 * each channel. Clocks: Go's memory model, ALGORITHMS section 2.1. */

typedef struct gordian_thread gordian_thread;
/** A token for the calling thread; null before the runtime has started. */
gordian_thread *__gordian_current(void);

void __gordian_chan_make(const void *channel, uint64_t capacity, uint64_t element_size);
void __gordian_chan_destroy(const void *channel);
/** Buffered channel: send or receive number `k` is done; `length` is the number of buffered values afterwards. */
void __gordian_chan_send(const void *channel, gordian_thread *thread, uint64_t k, uint64_t length);
void __gordian_chan_receive(const void *channel, gordian_thread *thread, uint64_t k, uint64_t length);
/** Unbuffered channel: send and receive number `k` met. */
void __gordian_chan_rendezvous(const void *channel, gordian_thread *sender, gordian_thread *receiver, uint64_t k);
void __gordian_chan_close(const void *channel);
/** A receive returned because the channel is closed and drained. */
void __gordian_chan_receive_closed(const void *channel, gordian_thread *thread);
/** A send met a closed channel, a close met a closed (or nil: null) channel: findings. */
void __gordian_chan_send_on_closed(const void *channel, gordian_thread *thread);
void __gordian_chan_close_of_closed(const void *channel);

/** What the calling thread's channel operations are from now on, until it says otherwise (0): bits of
 *  GORDIAN_ATTEMPT_*. Prediction must know which operations never wait for one channel alone. With GORDIAN_ATTEMPT_FAILED
 *  the attempt came to nothing: no case was ready, or none in time; `channel` is the only one it was on, or null. */
#define GORDIAN_ATTEMPT_TRY 1u
#define GORDIAN_ATTEMPT_TIMED 2u
#define GORDIAN_ATTEMPT_SELECT 4u
#define GORDIAN_ATTEMPT_FAILED 8u
void __gordian_chan_attempt(const void *channel, uint32_t bits);

/* ---- Channels that are not ours --------------------------------------------------------------------------------
 * What a class does that is marked as a channel, or that the plugin knows as one: `begin` as the function's first act,
 * `end` when it is left, also by an exception. What it does in between with locks and memory is hidden. */

#define GORDIAN_FOREIGN_SEND 1u
#define GORDIAN_FOREIGN_RECEIVE 2u
#define GORDIAN_FOREIGN_CLOSE 3u
#define GORDIAN_FOREIGN_MAKE 4u      /**< A constructor: `value` is not used. */
#define GORDIAN_FOREIGN_DESTROY 5u
#define GORDIAN_FOREIGN_EMPTY 6u     /**< Values are taken out at once, while nobody else uses it. */
#define GORDIAN_FOREIGN_CAPACITY 7u  /**< `value` is the capacity; 0: a rendezvous. */
#define GORDIAN_FOREIGN_ROLE 15u
#define GORDIAN_FOREIGN_HIDES 16u    /**< Until `end`, the thread is not seen. */

/** Returns what `end` wants; null: nothing. */
void *__gordian_foreign_begin(const void *channel, uint32_t role, uint64_t value);
/** `is_done`: a value was sent or received. `role` as in begin. */
void __gordian_foreign_end(void *operation, uint32_t role, uint32_t is_done);

/* ---- Threads -----------------------------------------------------------------------------------------------------*/

/** A std::thread that could still be joined is about to be destroyed, or assigned to: a finding. */
void __gordian_unfinished_thread(void);

/* ---- Waiting ----------------------------------------------------------------------------------------------------
 * `begin` is called while the inner locks of the objects are held, so that no partner can complete the operation
 * unseen; `check` after they are given back and before the thread sleeps: it asks the wait-for graph, and does not
 * return if this is a deadlock and on_deadlock says to exit. `end` may come after the wait has been ended by a partner
 * already. Timed waits are announced too: they are never stuck. */

#define GORDIAN_WAIT_SEND 1u
#define GORDIAN_WAIT_RECEIVE 2u
#define GORDIAN_WAIT_SELECT 3u /**< Any of the cases; 0 cases: for ever. */
#define GORDIAN_WAIT_WAIT_GROUP 4u
#define GORDIAN_WAIT_LOCK 5u        /**< A library lock, exclusive. */
#define GORDIAN_WAIT_LOCK_SHARED 6u
#define GORDIAN_WAIT_ONCE 7u

struct gordian_wait_case {
  const void *object; /**< Null: a nil channel. */
  uint32_t operation; /**< GORDIAN_WAIT_SEND, GORDIAN_WAIT_RECEIVE ... */
  uint32_t reserved;
};

void __gordian_wait_begin(uint32_t operation, const struct gordian_wait_case *cases, uint32_t count, uint32_t timed);
void __gordian_wait_check(void);
void __gordian_wait_end(void);
/** Everybody who waits on `object` was woken (wait group at zero, lock given back). */
void __gordian_wait_granted(const void *object);

/** `delta` more timers are armed that will act on a channel by themselves: while any is, nothing is stuck for ever. */
void __gordian_timers_pending(int32_t delta);
/** This thread belongs to a library: it is neither stuck nor able to wake anybody by itself. */
void __gordian_system_thread(void);
/** Arm: remembers the caller's clock for `timer`. Fire: the system thread that calls takes over that clock, and no
 *  other, for what it does next. */
void __gordian_timer_arm(const void *timer);
void __gordian_timer_fire(const void *timer);

/** For scopes that no thread may outlive waiting (include/gordian/leak_check.hpp). The number that the next thread gets. */
uint32_t __gordian_next_thread(void);
/** Reports each thread with at least the number `first` that waits without time limit and was not reported before, but
 *  those whose name begins with one of `allowed` (separated by commas; may be null). Returns how many were. Waits until
 *  all threads have come to rest. */
uint32_t __gordian_leaks_since(uint32_t first, const char *allowed);

/* ---- What was found so far -------------------------------------------------------------------------------------- */

/** Number of findings in this process until now; a finding that comes up again is not counted again. */
uint64_t __gordian_finding_count(void);
/** Kind of finding number `index` (from 0), as reports name it: "data-race". Empty if there is none, or beyond the 4096th. */
const char *__gordian_finding_kind(uint64_t index);
/** Where this process's log lies; empty if it has none. `gordian report` may read it at any time. */
const char *__gordian_log_path(void);

/* Defined by the program, if it wants to: weak references of the runtime.
 *   const char *__gordian_default_options(void);       options that hold unless GORDIAN_OPTIONS says otherwise
 *   const char *__gordian_default_suppressions(void);  suppressions that hold besides those of the command line
 *   void __gordian_on_report(const char *kind);        called at each finding, in the thread that found it; what it does
 *                                                      with memory is not checked */

/* ---- The shadow, for checks that are made inline -----------------------------------------------------------------
 * The cell of the last write to address A is at (A & ~7) ^ write_key, the calling thread's read cell at (A & ~7) ^
 * read_key. If the upper 32 bits of a cell equal `epoch`, this thread has made an access of that kind to all eight bytes
 * in this epoch, and nothing need be done; bit 0 of them stands for the lower four bytes, bit 1 for the upper four. Keys
 * flip no bit below 6. All zero before the thread is known to the runtime and after its end. */
struct gordian_view {
  uint64_t write_key;
  uint64_t read_key;
  uint32_t epoch;
};
extern __thread struct gordian_view __gordian_view __attribute__((tls_model("initial-exec")));

#ifdef __cplusplus
}
#endif
#endif
