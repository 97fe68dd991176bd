// The abstract machine: a Program whose threads may run in any order that locks, channels and counters allow.
//
// A state is how far each thread is, what each channel buffers, who holds what. A move is one thread's next event, or a
// send and a receive that meet. What the machine does the program can do, as long as each thread is given what it was given
// in the run (the guard); beyond that the program might do anything.
// Source: ALGORITHMS section 4.5; the semantics of channels are those of Go.
#ifndef GORDIAN_ANALYZER_PREDICT_MACHINE_H
#define GORDIAN_ANALYZER_PREDICT_MACHINE_H

#include "predict/program.h"

#include <deque>
#include <string>

namespace gordian::predict {

enum class Guard {
  kStrict, ///< a receive gets the message that it got in the run
  kFree,   ///< any message will do
};

struct Move {
  uint32_t thread = 0;
  uint32_t partner = ~0u; ///< the receiver, where two meet
};

class Machine {
public:
  explicit Machine(const Program &program);

  const Program &program() const { return *program_; }
  const std::vector<uint32_t> &lengths() const { return lengths_; }
  bool isAtEnd(uint32_t thread) const { return lengths_[thread] == program_->thread(thread).size(); }
  /// The thread's next event, or kNowhere.
  Position next(uint32_t thread) const {
    return isAtEnd(thread) ? kNowhere : program_->thread(thread)[lengths_[thread]];
  }

  /// The move by which the thread can make its next event, if it can. Of two that meet both are asked; a receiver's move
  /// is its sender's.
  bool moveOf(uint32_t thread, Guard guard, Move &move) const;
  /// The thread is at an operation that it cannot make, whatever it might be given: it waits. Not so if it only lacks data
  /// that it has read in the run, since without them it might do anything.
  bool isBlocked(uint32_t thread) const;
  /// Makes the move, which must be possible.
  void make(const Move &move);

  /// Two machines of one program with the same key are in the same state.
  std::string key() const;

private:
  struct State {
    uint32_t writers = 0, readers = 0; ///< locks
    bool is_closed = false;            ///< channels
    std::deque<Position> buffer;       ///< channels: the sends whose messages are there
    int64_t count = 0;                 ///< semaphores, wait groups
  };

  bool hasNeeds(Position event) const;
  bool isPast(Position event) const {
    const Event &it = program_->at(event);
    return it.index < lengths_[it.thread];
  }
  bool isPossible(Position event, Guard guard) const;
  bool findPartner(uint32_t thread, Guard guard, Move &move) const;
  void pass(uint32_t thread);

  const Program *program_;
  std::vector<uint32_t> lengths_;
  std::vector<State> states_;
};

} // namespace gordian::predict

#endif
