// Inline assembly whose accesses nobody sees: found, so that reports can say so.
#ifndef GORDIAN_INSTRUMENTATION_INLINE_ASSEMBLY_H
#define GORDIAN_INSTRUMENTATION_INLINE_ASSEMBLY_H

namespace llvm {
class CallBase;
}

namespace gordian {

/// Whether the call is inline assembly that may read, write or order memory: with a memory operand, a memory clobber, or a
/// lock prefix. Not a barrier for the compiler alone (no instructions), nor a hint such as pause.
bool isAssemblyOnMemory(const llvm::CallBase &call);

} // namespace gordian

#endif
