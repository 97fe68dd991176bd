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
  Frame *kept;
  u32 count;
};

GORDIAN_NOINLINE void leave(Frames &frames) {
  frames = {};
  tell(enterIgnored(), [&](Thread &self) {
    frames.count = self.history.keptFrames();
    frames.kept = static_cast<Frame *>(arena::allocate((frames.count + 1) * sizeof(Frame)));
    for (u32 i = 0; i < frames.count; ++i)
      frames.kept[i] = self.history.frames()[i];
    self.history.unwind(0);
  });
}

/// Not inlined: the thread may be another one than that which left.
GORDIAN_NOINLINE void resume(const Frames &frames) {
  if (!frames.kept)
    return;
  tell(enterIgnored(), [&](Thread &self) {
    self.history.unwind(0);
    for (u32 i = 0; i < frames.count; ++i)
      self.history.enter(frames.kept[i].returnAddress(), static_cast<history::Tag>(frames.kept[i].tag()));
    arena::release(frames.kept, (frames.count + 1) * sizeof(Frame));
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
