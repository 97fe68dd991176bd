// The call itself; see loud_call.h.
#include "base/loud_call.h"

// CPUID says whether the processor and the kernel know XSAVE (leaf 1, ECX bit 27); otherwise there is nothing beyond SSE.
// Bytes 512 to 575 of the area are its header, which must be zero where XSAVE does not write it.
__asm__(R"(
.pushsection .text
.globl gordian_call_loudly
.hidden gordian_call_loudly
.type gordian_call_loudly, @function
.p2align 4
gordian_call_loudly:
.cfi_startproc
  push %rbp
  .cfi_adjust_cfa_offset 8
  .cfi_rel_offset %rbp, 0
  mov %rsp, %rbp
  .cfi_def_cfa_register %rbp
  push %rbx
  .cfi_offset %rbx, -24
  push %r12
  .cfi_offset %r12, -32
  push %r13
  .cfi_offset %r13, -40
  mov %rdi, %r12
  mov %rsi, %r13
  mov $1, %eax
  xor %ecx, %ecx
  cpuid
  mov %ecx, %ebx
  sub $4096, %rsp
  and $-64, %rsp
  xor %eax, %eax
  mov %rax, 512(%rsp)
  mov %rax, 520(%rsp)
  mov %rax, 528(%rsp)
  mov %rax, 536(%rsp)
  mov %rax, 544(%rsp)
  mov %rax, 552(%rsp)
  mov %rax, 560(%rsp)
  mov %rax, 568(%rsp)
  bt $27, %ebx
  jnc 1f
  mov $0xe7, %eax
  xor %edx, %edx
  xsave64 (%rsp)
  mov %r13, %rdi
  call *%r12
  mov $0xe7, %eax
  xor %edx, %edx
  xrstor64 (%rsp)
  jmp 2f
1:
  fxsave64 (%rsp)
  mov %r13, %rdi
  call *%r12
  fxrstor64 (%rsp)
2:
  lea -24(%rbp), %rsp
  pop %r13
  pop %r12
  pop %rbx
  pop %rbp
  .cfi_def_cfa %rsp, 8
  ret
.cfi_endproc
.size gordian_call_loudly, .-gordian_call_loudly
.popsection
)");
