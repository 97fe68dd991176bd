// What libstdc++.so does with atomics in its own code, unseen.
//
// Counted references to the strings of the old kind that standard exceptions carry, and to locales: the last owner frees
// them. That this comes after the others' reads is libstdc++'s promise, so the release of such a block is not compared
// with anything. Shared states of futures that become ready when their thread ends: the store is told beforehand.
#include "intercept/libstdcxx.h"
#include "base/arena.h"
#include "intercept/intercept.h"
#include "sync/waiting.h"

extern "C" __attribute__((weak)) void _ZdlPv(void *); // operator delete(void *)

namespace gordian {
namespace {

/// Runs `destroy` with the heap blocks that it gives back not counted as written by that.
template <class Destroy> GORDIAN_INLINE void quietly(Destroy destroy) {
  Thread *thread = enterIgnored().thread;
  if (thread)
    ++thread->ignore_depth;
  destroy();
  if (thread)
    --thread->ignore_depth;
}

/// std::basic_string::_Rep::_M_destroy of the ABI before C++11. With -static-libstdc++ there is nothing behind it: the
/// archive's own definition is weak as well, and the runtime's came first. What it does is fixed by that ABI: it gives
/// back the one block, at whose begin the _Rep is.
GORDIAN_INLINE void destroyText(void (*real_destroy)(void *, const void *), void *text, const void *allocator) {
  quietly([&] {
    if (real_destroy)
      real_destroy(text, allocator);
    else
      _ZdlPv(text);
  });
}

/// A shared state that the calling thread makes ready at its end.
struct Promised {
  Promised *next;
  uptr status; // its atomic word
};
__thread Promised *promised __attribute__((tls_model("initial-exec")));

} // namespace

void releasePromised() {
  while (Promised *first = promised) {
    promised = first->next;
    tell(enterIgnored(), [&](Thread &self) { releaseObject(self, first->status, ObjectKind::kAtomic); });
    arena::release(first, sizeof *first);
  }
}

// std::__future_base::_State_baseV2::_Make_ready::_M_set(), called with a list link (two pointers) and a weak_ptr to the
// state: a virtual table, the result and then the word (<future> of libstdc++).
GORDIAN_INTERPOSE(void, _ZNSt13__future_base13_State_baseV211_Make_ready6_M_setEv, void *const *make_ready) {
  tell(enterIgnored(), [&](Thread &) {
    Promised *next = promised;
    promised = static_cast<Promised *>(arena::allocate(sizeof(Promised)));
    *promised = {next, addressOf(make_ready[2]) + 2 * sizeof(void *)};
  });
  real._ZNSt13__future_base13_State_baseV211_Make_ready6_M_setEv(const_cast<void **>(make_ready));
}

// std::string::_Rep::_M_destroy and that of std::wstring, of the ABI before C++11
GORDIAN_INTERPOSE(void, _ZNSs4_Rep10_M_destroyERKSaIcE, void *text, const void *allocator) {
  destroyText(real._ZNSs4_Rep10_M_destroyERKSaIcE, text, allocator);
}
GORDIAN_INTERPOSE(void, _ZNSbIwSt11char_traitsIwESaIwEE4_Rep10_M_destroyERKS1_, void *text, const void *allocator) {
  destroyText(real._ZNSbIwSt11char_traitsIwESaIwEE4_Rep10_M_destroyERKS1_, text, allocator);
}
// std::locale::_Impl::~_Impl
GORDIAN_INTERPOSE(void, _ZNSt6locale5_ImplD1Ev, void *locale) {
  quietly([&] { real._ZNSt6locale5_ImplD1Ev(locale); });
}

} // namespace gordian
