// The smallest prefix of a run that holds given events and can be run by itself.
//
// Source: sync-preserving closure (SPIdeal), Mathur, Pavlogiannis, Viswanathan, POPL 2021; Tunc, Mathur, Pavlogiannis,
// Viswanathan, "Sound dynamic deadlock prediction in linear time", PLDI 2023. Without the rule for locks it is the closure by
// thread order and needs alone. Grows only; the sum of all work on one Prefix is linear in the run.
#ifndef GORDIAN_ANALYZER_PREDICT_PREFIX_H
#define GORDIAN_ANALYZER_PREDICT_PREFIX_H

#include "predict/program.h"

#include <unordered_map>
#include <vector>

namespace gordian::predict {

/// What must hold of a prefix beside thread order and needs.
struct Rules {
  /// Of the sections of a lock that are begun in it, all but the last (in sigma) are finished in it: sections that are kept
  /// keep their order.
  bool keeps_locks = true;
  /// Needs by data count.
  bool keeps_data = true;
  /// Of all locks but `free_locks`, whatever came before a section is kept before it (happens-before): for a log that does
  /// not say who read what, since under those locks one thread may have told another which way to go. Of locks that hand
  /// over (Object::is_handing_over) it is kept in any case.
  bool keeps_other_locks = false;
  const std::vector<uint32_t> *free_locks = nullptr;
};

class Prefix {
public:
  Prefix(const Program &program, Rules rules) : program_(&program), rules_(rules), lengths_(program.threadCount()) {}

  /// Takes in `event` and all that must then be there. False, and the prefix is of no more use, if a section would have to
  /// be finished that the run never finished.
  bool include(Position event);
  /// Takes in what is before `event` in its thread, and what that asks for.
  bool includeBefore(Position event);

  bool contains(Position event) const {
    const Event &it = program_->at(event);
    return it.index < lengths_[it.thread];
  }
  const std::vector<uint32_t> &lengths() const { return lengths_; }
  /// Events looked at so far.
  uint64_t work() const { return work_; }

private:
  struct LockState {
    Position last_writer = kNowhere;    ///< of the acquires in the prefix the last one in sigma that is for writing
    std::vector<Position> open_readers; ///< acquires for reading after that
  };

  void reach(uint32_t thread, uint32_t length);
  bool settle();
  bool takeIn(Position event);
  bool keepsOrder(uint32_t lock) const;
  bool acquire(Position event);
  bool close(Position acquire);

  const Program *program_;
  Rules rules_;
  std::vector<uint32_t> lengths_;
  std::vector<std::pair<uint32_t, uint32_t>> todo_; ///< threads, and how long they must be
  std::unordered_map<uint32_t, LockState> locks_;
  uint64_t work_ = 0;
};

} // namespace gordian::predict

#endif
