// Atomic words by the compiler's builtins: the runtime may not use the C++ library.
//
// Each function names its order; plain names are for words that other threads read or write meanwhile.
#ifndef GORDIAN_BASE_ATOMIC_H
#define GORDIAN_BASE_ATOMIC_H

#include "base/types.h"

namespace gordian {

template <class T> T loadRelaxed(const T *word) { return __atomic_load_n(word, __ATOMIC_RELAXED); }
template <class T> T loadAcquire(const T *word) { return __atomic_load_n(word, __ATOMIC_ACQUIRE); }
template <class T> T loadOrdered(const T *word) { return __atomic_load_n(word, __ATOMIC_SEQ_CST); }
template <class T> void storeRelaxed(T *word, T value) { __atomic_store_n(word, value, __ATOMIC_RELAXED); }
template <class T> void storeRelease(T *word, T value) { __atomic_store_n(word, value, __ATOMIC_RELEASE); }
template <class T> void storeOrdered(T *word, T value) { __atomic_store_n(word, value, __ATOMIC_SEQ_CST); }
template <class T> T fetchAdd(T *word, T value) { return __atomic_fetch_add(word, value, __ATOMIC_SEQ_CST); }
template <class T> T exchange(T *word, T value) { return __atomic_exchange_n(word, value, __ATOMIC_SEQ_CST); }

/// Replaces `expected` by `desired`; otherwise writes what was found to `expected`. Sequentially consistent.
template <class T> bool compareExchange(T *word, T &expected, T desired) {
  return __atomic_compare_exchange_n(word, &expected, desired, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

inline void pause() { __builtin_ia32_pause(); }
/// Keeps the compiler from moving memory accesses across; enough between a thread and its own signal handlers.
inline void compilerBarrier() { __asm__ volatile("" ::: "memory"); }

}  // namespace gordian

#endif
