// From quiet code (base/quiet_entry.h), which keeps the vector registers by not touching any, to code that may use them.
//
// The callee may be anything, libc's vectorised copies and the AVX2 clock joins included, and the program may hold values
// in the upper halves of its registers: all of them are saved, by the processor's own instruction for that. Rare: a race
// to report, a signal to deliver.
// Source: Intel SDM vol. 1, chapter 13 (XSAVE, standard form: with AVX-512 the area ends at byte 2688).
#ifndef GORDIAN_BASE_LOUD_CALL_H
#define GORDIAN_BASE_LOUD_CALL_H

namespace gordian {

/// Calls function(context), and keeps all x87, SSE, AVX and AVX-512 registers. Takes 4 KB of stack.
extern "C" void gordian_call_loudly(void (*function)(void *), void *context);

template <class Function> void loudly(Function function) {
  gordian_call_loudly([](void *context) { (*static_cast<Function *>(context))(); }, &function);
}

}  // namespace gordian

#endif
