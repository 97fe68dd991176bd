// Counted references inside libstdc++.so that no release can be told of, since the decrement stands in its own code: the
// strings of the old kind that standard exceptions carry, and locales.
//
// The last owner frees them; that this comes after the others' reads is libstdc++'s promise, so the release of such a
// block is not compared with anything.
#include "intercept/intercept.h"

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

} // namespace

// std::string::_Rep::_M_destroy and that of std::wstring, of the ABI before C++11
GORDIAN_INTERPOSE(void, _ZNSs4_Rep10_M_destroyERKSaIcE, void *text, const void *allocator) {
  quietly([&] { real._ZNSs4_Rep10_M_destroyERKSaIcE(text, allocator); });
}
GORDIAN_INTERPOSE(void, _ZNSbIwSt11char_traitsIwESaIwEE4_Rep10_M_destroyERKS1_, void *text, const void *allocator) {
  quietly([&] { real._ZNSbIwSt11char_traitsIwESaIwEE4_Rep10_M_destroyERKS1_(text, allocator); });
}
// std::locale::_Impl::~_Impl
GORDIAN_INTERPOSE(void, _ZNSt6locale5_ImplD1Ev, void *locale) {
  quietly([&] { real._ZNSt6locale5_ImplD1Ev(locale); });
}

} // namespace gordian
