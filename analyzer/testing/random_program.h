// Small programs of locks and channels at random, a run of each, and everything that it could do: the ground truth against
// which prediction is tested.
#ifndef GORDIAN_ANALYZER_TESTING_RANDOM_PROGRAM_H
#define GORDIAN_ANALYZER_TESTING_RANDOM_PROGRAM_H

#include "predict/machine.h"

#include <optional>
#include <random>
#include <set>

namespace gordian::testing {

struct RandomShape {
  uint32_t threads = 3, locks = 3, channels = 0, operations = 7;
};

/// Lists of operations, one for each thread; locks are well nested, and objects from `locks` on are channels.
using Script = std::vector<std::vector<predict::Event>>;

Script randomScript(std::mt19937 &random, const RandomShape &shape, std::vector<uint32_t> &capacities);

/// The script as a Program, its events in the order of the threads one after the other: for a Machine, whose order does not
/// matter.
predict::Program programOf(const Script &script, const RandomShape &shape, const std::vector<uint32_t> &capacities);

/// One run at random; nothing if it ends in a deadlock. The result's sigma is the order of the run.
std::optional<predict::Program> randomRun(std::mt19937 &random, const predict::Program &program);

/// Every state that the program can come to.
struct Reachable {
  std::set<std::vector<uint32_t>> lengths;    ///< how far the threads are, in any state
  std::set<std::vector<uint32_t>> deadlocks;  ///< the same where nobody can move and somebody is not at the end
  bool is_whole = true;                       ///< false: too many
};
Reachable explore(const predict::Program &program, size_t most_states);

} // namespace gordian::testing

#endif
