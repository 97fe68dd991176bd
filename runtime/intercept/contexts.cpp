// ucontext: each context has its own stack of frames.
//
// What a context does belongs to the thread that runs it, and what orders two threads that run one context in turn is
// what hands it over. So only the stacks of reports are at stake here: the frames of the context that is left are kept
// on its own stack, and are those of the thread again when it is resumed, by whatever thread.
#include "base/arena.h"
#include "intercept/intercept.h"

#include <ucontext.h>

namespace gordian {
namespace {

/// Frames of a context that does not run, outermost first, in a block of the arena.
struct Frames {
  u64 *addresses;
  u32 count;
};

GORDIAN_NOINLINE void leave(Frames &frames) {
  frames = {};
  tell(enterIgnored(), [&](Thread &self) {
    frames.count = self.history.keptFrames();
    frames.addresses = static_cast<u64 *>(arena::allocate((frames.count + 1) * sizeof(u64)));
    for (u32 i = 0; i < frames.count; ++i)
      frames.addresses[i] = self.history.frames()[i].return_address;
    self.history.unwind(0);
  });
}

/// Not inlined: the thread may be another one than that which left.
GORDIAN_NOINLINE void resume(const Frames &frames) {
  if (!frames.addresses)
    return;
  tell(enterIgnored(), [&](Thread &self) {
    self.history.unwind(0);
    for (u32 i = 0; i < frames.count; ++i)
      self.history.enter(frames.addresses[i]);
    arena::release(frames.addresses, (frames.count + 1) * sizeof(u64));
  });
}

} // namespace

GORDIAN_INTERPOSE(int, swapcontext, ucontext_t *left, const ucontext_t *entered) {
  Frames frames;
  leave(frames);
  int result = real.swapcontext(left, entered);
  resume(frames);
  return result;
}

} // namespace gordian
