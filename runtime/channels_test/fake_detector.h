// A detector that writes down what the channel library tells it, in the place of the runtime.
//
// Defines the __gordian_* hooks (fake_detector.cpp) and checks their calling rules as they come: regions and waits
// are balanced, and nobody waits twice at once.
#ifndef GORDIAN_CHANNELS_TEST_FAKE_DETECTOR_H
#define GORDIAN_CHANNELS_TEST_FAKE_DETECTOR_H

#include "abi/hooks.h"

#include <cstdint>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

namespace fake {

/// One call of a hook. `by` is the thread that called; the rest as far as the hook has it.
struct Call {
  std::string hook{};
  const void *object = nullptr;
  gordian_thread *by = nullptr;
  gordian_thread *thread = nullptr;  ///< Whose operation it is (rendezvous: the sender).
  gordian_thread *partner = nullptr; ///< The receiver of a rendezvous.
  int64_t number = 0;                ///< k; delta of wait groups and timers; mode of locks; operation of waits.
  int64_t after = 0;                 ///< Length; counter afterwards; whether a wait is timed.
  std::vector<gordian_wait_case> cases{};
};
std::ostream &operator<<(std::ostream &out, const Call &call);

/// Forgets all calls.
void clear();
/// All calls since then in their order, those of the hooks named only (none named: all but ignore and current).
std::vector<Call> calls(const std::vector<std::string> &hooks = {});
/// How often `hook` was called.
int count(const std::string &hook);
/// The calling thread's token.
gordian_thread *self();
/// How many ignored regions the calling thread is in.
int ignoreDepth();
/// What was called against the rules, in words; empty: nothing.
std::vector<std::string> violations();
/// Called inside every wait_begin, where the library holds its inner locks.
void onWaitBegin(std::function<void()> callback);

} // namespace fake

#endif
