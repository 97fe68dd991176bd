// Entries that keep every register but r11 (and rax where there is a result): instrumented code calls them as if the call
// were one instruction, so that it saves nothing around its checks (calling convention preserve_all of clang).
//
// An entry saves the general registers that a C function may change; the function behind it, and all that it calls, must be
// compiled for general registers only (GORDIAN_QUIET_SOURCES in CMakeLists.txt), so that vector registers need no saving.
// Source: System V ABI for x86-64, section 3.2.1 (registers and the alignment of the stack).
#ifndef GORDIAN_BASE_QUIET_ENTRY_H
#define GORDIAN_BASE_QUIET_ENTRY_H

#define GORDIAN_QUIET_PUSH(reg) "push %" reg "\n.cfi_adjust_cfa_offset 8\n"
#define GORDIAN_QUIET_POP(reg) "pop %" reg "\n.cfi_adjust_cfa_offset -8\n"
#define GORDIAN_QUIET_SAVE                                                                                               \
  GORDIAN_QUIET_PUSH("rcx") GORDIAN_QUIET_PUSH("rdx") GORDIAN_QUIET_PUSH("rsi") GORDIAN_QUIET_PUSH("rdi")                  \
  GORDIAN_QUIET_PUSH("r8") GORDIAN_QUIET_PUSH("r9") GORDIAN_QUIET_PUSH("r10")
#define GORDIAN_QUIET_RESTORE                                                                                            \
  GORDIAN_QUIET_POP("r10") GORDIAN_QUIET_POP("r9") GORDIAN_QUIET_POP("r8") GORDIAN_QUIET_POP("rdi")                        \
  GORDIAN_QUIET_POP("rsi") GORDIAN_QUIET_POP("rdx") GORDIAN_QUIET_POP("rcx")
#define GORDIAN_QUIET_FUNCTION(name, body)                                                                               \
  __asm__(".pushsection .text\n.globl " name "\n.type " name ", @function\n.p2align 4\n" name ":\n.cfi_startproc\n" body    \
          "ret\n.cfi_endproc\n.size " name ", .-" name "\n.popsection\n")

/// The call of `function`, an extern "C" function with up to three arguments and no result, between saving and restoring.
#define GORDIAN_QUIET_CALL(function)                                                                                     \
  GORDIAN_QUIET_PUSH("rax") GORDIAN_QUIET_SAVE "sub $8, %rsp\n.cfi_adjust_cfa_offset 8\ncall " function                 \
  "\nadd $8, %rsp\n.cfi_adjust_cfa_offset -8\n" GORDIAN_QUIET_RESTORE GORDIAN_QUIET_POP("rax")
/// Defines hook `name` as `function` of this file.
#define GORDIAN_QUIET_ENTRY(name, function) GORDIAN_QUIET_FUNCTION(name, GORDIAN_QUIET_CALL(function))
/// The same for a function with one argument and a result; its second argument is where the hook returns to.
#define GORDIAN_QUIET_ENTRY_WITH_RESULT(name, function)                                                                  \
  GORDIAN_QUIET_FUNCTION(name, GORDIAN_QUIET_SAVE "mov 56(%rsp), %rsi\ncall " function "\n" GORDIAN_QUIET_RESTORE)

#endif
