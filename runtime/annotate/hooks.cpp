// The hooks for annotations (abi/hooks.h): ignored accesses, new memory, benign races, fibers.
#include "abi/hooks.h"

#include "annotate/benign.h"
#include "fiber.h"
#include "race/memory.h"
#include "sync/waiting.h"

using namespace gordian;

namespace {

uptr addressOf(const void *pointer) { return reinterpret_cast<uptr>(pointer); }
Thread *threadOf(void *fiber) { return static_cast<Thread *>(fiber); }
/// What the two contexts of a switch exchange clocks through.
uptr keyOf(void *fiber) { return addressOf(fiber); }

}  // namespace

GORDIAN_EXPORT void __gordian_ignore_accesses_begin(void) {
  Thread *thread = currentThread();
  if (!thread) return;
  ++thread->ignore_accesses;
  threads::showEpoch(*thread);
}
GORDIAN_EXPORT void __gordian_ignore_accesses_end(void) {
  Thread *thread = currentThread();
  if (!thread || !thread->ignore_accesses) return;
  --thread->ignore_accesses;
  threads::showEpoch(*thread);
}

GORDIAN_EXPORT void __gordian_new_memory(const void *memory, size_t size) {
  Thread *thread = currentThread();
  if (!thread || !size) return;
  RuntimeScope scope(*thread);
  memoryReset(addressOf(memory), size);
}

GORDIAN_EXPORT void __gordian_benign_race(const void *memory, size_t size, const char *reason, const char *expires) {
  Thread *thread = currentThread();
  if (!thread) return;
  RuntimeScope scope(*thread);
  benign::add(addressOf(memory), size, reason, expires);
}

GORDIAN_EXPORT void *__gordian_fiber_create(void) {
  Thread *thread = currentThread();
  if (!thread) return nullptr;
  Thread *fiber = threads::createFiber(*thread);
  // Too many: what the fiber does counts as its creator's.
  return fiber ? fiber : fibers::carrier();
}
GORDIAN_EXPORT void __gordian_fiber_destroy(void *token) {
  Thread *fiber = threadOf(token), *thread = currentThread();
  if (!thread || !fiber || !fiber->is_fiber || fiber == thread) return;
  destroyObject(*thread, keyOf(fiber));
  threads::endFiber(*fiber);
}
GORDIAN_EXPORT void *__gordian_fiber_current(void) { return currentThread(); }
GORDIAN_EXPORT void __gordian_fiber_switch(void *token, uint32_t flags) {
  Thread *next = threadOf(token), *thread = currentThread();
  if (!thread || !next || next == thread) return;
  bool orders = !(flags & GORDIAN_FIBER_NO_ORDER);
  if (orders) releaseObject(*thread, keyOf(next), ObjectKind::kThread);
  fibers::switchTo(*next);
  if (orders) acquireObject(*next, keyOf(next), ObjectKind::kThread);
}
GORDIAN_EXPORT void __gordian_fiber_name(void *token, const char *name) {
  if (token && currentThread()) threads::setName(*threadOf(token), name);
}
