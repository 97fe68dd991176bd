// The wait-for graph: from who waits for whom to who can never run again.
//
// Pure: no system call, no lock, nothing of the process is looked at; the arena is the only thing it uses, so that a
// unit test can compare it with an exhaustive model. A waiting thread has alternatives; each is satisfied when `need`
// of its providers are live (AND: all of them; OR: one), and one satisfied alternative makes the thread live. What the
// least fixpoint from the live threads does not reach is dead.
// Sources: ALGORITHMS.md section 4.1; Knapp, Deadlock detection in distributed databases, ACM CSUR 1987 (AND/OR model);
// Tarjan, Depth-first search and linear graph algorithms, SIAM J. Comput. 1972 (closed sets).
#ifndef GORDIAN_DEADLOCK_WAIT_GRAPH_H
#define GORDIAN_DEADLOCK_WAIT_GRAPH_H

#include "deadlock/array.h"

namespace gordian::deadlock {

/// No thread, no set.
inline constexpr u32 kNone = 0xffffffffu;
/// A need that nobody can meet.
inline constexpr u32 kImpossible = 0xffffffffu;

/// Why the threads of a closed set can't go on.
enum class SetKind {
  kSelf,  // one thread that waits for itself alone
  kCycle, // each waits for exactly one other
  kKnot,  // some wait for several, all of them inside
  kNever, // one thread that nobody could ever wake
};

class WaitGraph : NonCopyable {
public:
  // ---- Building: threads first, then alternatives; providers belong to the alternative added last.

  /// Adds a thread and returns its number, from 0. `is_anyone`: it counts for alternatives that anyone can satisfy.
  u32 addThread(bool is_live, bool is_anyone);
  /// `thread` goes on once `need` of the providers that follow are live. 0: at once. No provider may come twice.
  void addAlternative(u32 thread, u32 need);
  void addProvider(u32 provider);
  /// `thread` goes on once `need` threads are live that count as anyone.
  void addAnyone(u32 thread, u32 need);

  // ---- Asking

  /// Finds who is live. O(threads + providers) if all addAnyone need 1.
  void solve();
  /// After solve: `thread` is live for a reason that the graph does not know, and with it whom it provides for. Allocates
  /// nothing after prepareRevival.
  void prepareRevival() { fresh_.reserve(size()); }
  void revive(u32 thread);
  bool isLive(u32 thread) const { return threads_[thread].is_live; }
  u32 deadCount() const { return dead_count_; }
  u32 size() const { return threads_.size(); }

  /// After solve: groups the dead. A closed set is a smallest group in which everybody waits only for members; the
  /// other dead threads are victims. O(threads + providers).
  void findClosedSets();
  u32 setCount() const { return set_count_; }
  /// Number of the closed set of a dead thread; kNone for victims and live threads.
  u32 setOf(u32 thread) const { return threads_[thread].set; }
  SetKind kindOf(u32 set) const;
  /// Dead threads in the order in which people read them: set after set, along the cycle where there is one; victims
  /// last.
  void listDead(Array<u32> &out) const;

  /// Who could end the wait of `thread` if they could run; at most `limit`. For "anyone" the thread itself is left out.
  void collectProviders(u32 thread, u32 limit, Array<u32> &out) const;

private:
  struct Thread {
    bool is_live;
    bool is_anyone;
    bool is_on_stack;
    u32 first_alternative; // kNone: none
    u32 set;
    u32 order; // Tarjan: 1 + when it was reached; 0: not yet
    u32 low;
  };
  struct Alternative {
    u32 thread;
    u32 next;  // of the same thread
    u32 first; // in providers_
    u32 count;
    u32 need;
    u32 live; // providers that are live so far
    bool is_anyone;
  };
  /// A place in the list of those for whom a thread waits.
  struct Cursor {
    u32 thread;
    u32 alternative;
    u32 position;
  };

  void beginAlternative(u32 thread, u32 need, bool is_anyone);
  void indexProviders();
  void markLive(u32 thread);
  void propagate();
  bool propagateToAnyone();

  /// The vertex that stands for "anyone": it waits, so to say, for every dead thread that counts.
  u32 anyone() const { return threads_.size() - 1; }
  Cursor cursorOf(u32 thread) const;
  u32 nextDead(Cursor &cursor) const;
  void search(u32 root);
  void closeComponent(u32 root);
  u32 nextInSet(u32 thread, const Array<u8> &is_listed) const;

  Array<Thread> threads_;
  Array<Alternative> alternatives_;
  Array<u32> providers_;
  // Solving: the alternatives that a thread provides for, and the threads whose news must still be told.
  Array<u32> provided_begin_, provided_;
  Array<u32> waiting_for_anyone_;
  Array<u32> fresh_;
  u32 live_anyone_ = 0;
  u32 dead_count_ = 0;
  // Tarjan.
  Array<Cursor> path_;
  Array<u32> stack_;
  u32 reached_ = 0;
  u32 set_count_ = 0;
  bool has_dead_anyone_ = false;
};

} // namespace gordian::deadlock

#endif
