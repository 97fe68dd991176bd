// The hooks that instrumented code calls when its inline check did not find the access covered (abi/hooks.h).
//
// Instrumented code takes a call for one instruction that changes nothing (base/quiet_entry.h). What is done most, the first
// access of an epoch in a block of memory that is the thread's own, is done here; the rest in check_access.cpp.
#include "abi/hooks.h"
#include "abi/log_format.h"
#include "base/quiet_entry.h"
#include "race/quick_check.h"

#include <stddef.h>

namespace gordian {
namespace {

using log_format::Operation;

using quick::Kind;

GORDIAN_NOINLINE void checkSlowly(Thread &thread, uptr address, u64 size, u32 site, u32 operation, bool is_write) {
  // A unit whose constructor has not run has no range of sites yet.
  if (site < GORDIAN_FIRST_SITE) site = GORDIAN_SITE_UNKNOWN;
  checkAccess(thread, {address, size, static_cast<Site>(site), static_cast<u16>(operation), is_write, false});
}

template <Kind kKind> inline void check(uptr address, u32 size, u32 site) {
  constexpr Operation kOperation = kKind == Kind::kWrite ? Operation::kWrite : Operation::kRead;
  Thread *thread = currentThread();
  if (GORDIAN_UNLIKELY(!thread) || GORDIAN_UNLIKELY(thread->isUnchecked())) return;
  if (GORDIAN_UNLIKELY(address >= shadow::kAddressLimit - 32)) return;
  // No signal handler comes in between.
  RuntimeScope scope(*thread);
  uptr granule = address & ~uptr{7};
  u32 mask = ((1u << size) - 1) << (address & 7);
  bool is_done = !thread->carrier && quick::check<kKind>(*thread, granule, mask & 0xff, site);
  while (is_done && (mask >>= 8)) is_done = quick::check<kKind>(*thread, granule += 8, mask & 0xff, site);
  if (GORDIAN_UNLIKELY(!is_done)) checkSlowly(*thread, address, size, site, static_cast<u32>(kOperation), kKind == Kind::kWrite);
}

inline void checkMemory(const void *pointer, u64 size, u32 site, bool is_write) {
  Thread *thread = currentThread();
  if (!thread || !size || thread->isUnchecked()) return;
  RuntimeScope scope(*thread);
  if (site < GORDIAN_FIRST_SITE) site = GORDIAN_SITE_UNKNOWN;
  Operation operation = is_write ? Operation::kRangeWrite : Operation::kRangeRead;
  checkRange(*thread, {reinterpret_cast<uptr>(pointer), size, static_cast<Site>(site), static_cast<u16>(operation), is_write, false});
}

}  // namespace
}  // namespace gordian

using namespace gordian;

#define GORDIAN_ACCESS_FUNCTION(kind, name, bytes)                                                                       \
  extern "C" __attribute__((used)) void gordian_##name##bytes(uptr address, u32 site) { check<kind>(address, bytes, site); }
#define GORDIAN_ACCESS_HOOK(kind, name, bytes)                                                                           \
  GORDIAN_ACCESS_FUNCTION(kind, name, bytes)                                                                             \
  GORDIAN_QUIET_ENTRY("__gordian_" #name #bytes, "gordian_" #name #bytes)

// An access of less than eight bytes may be covered although its granule is not: the inline check looks at whole granules.
// Half of the calls of programs that work on bytes are such, so the entry looks before it saves any register: the upper half
// of the cell differs from the epoch in the two bits for halves at most, and its pattern has the bytes. Where the view's
// epoch is ~0, since nothing is covered, they differ in more.
static_assert(offsetof(gordian_view, read_key) == 8 && offsetof(gordian_view, epoch) == 16);
static_assert(sizeof(patterns::Parts) == 8 && offsetof(patterns::Parts, mask) == 4 && offsetof(patterns::Parts, atomic_mask) == 5);
static_assert(kPatternBits == 22);
#define GORDIAN_SMALL_ACCESS_HOOK(kind, name, bytes, key)                                                                \
  GORDIAN_ACCESS_FUNCTION(kind, name, bytes)                                                                             \
  GORDIAN_QUIET_FUNCTION("__gordian_" #name #bytes,                                                                      \
                         "mov %rax, -8(%rsp)\nmov %rcx, -16(%rsp)\n" /* in the red zone */                                \
                         "mov __gordian_view@gottpoff(%rip), %r11\n"                                                     \
                         "mov %rdi, %rax\n"                                                                              \
                         "and $-8, %rax\n"                                                                               \
                         "xor %fs:" key "(%r11), %rax\n"                                                                 \
                         "mov %fs:16(%r11), %r11d\n"                                                                     \
                         "mov (%rax), %rax\n"                                                                            \
                         "mov %rax, %rcx\n"                                                                              \
                         "shr $32, %rcx\n"                                                                               \
                         "xor %ecx, %r11d\n"                                                                             \
                         "cmp $3, %r11d\n"                                                                               \
                         "ja 2f\n"                                                                                       \
                         "mov %edi, %ecx\n"                                                                              \
                         "and $7, %ecx\n"                                                                                \
                         "and $0x3fffff, %eax\n"                                                                         \
                         "sub $0x200000, %eax\n"                                                                         \
                         "jb 2f\n"                                                                                       \
                         "mov _ZN7gordian8patterns5partsE(%rip), %r11\n"                                                 \
                         "movzwl 4(%r11,%rax,8), %eax\n"                                                                 \
                         "cmp $0xff, %eax\n"                                                                             \
                         "ja 2f\n"                                                                                       \
                         "shr %cl, %eax\n"                                                                               \
                         "not %eax\n"                                                                                    \
                         "test $((1 << " #bytes ") - 1), %al\n"                                                          \
                         "jnz 2f\n"                                                                                      \
                         "mov -8(%rsp), %rax\nmov -16(%rsp), %rcx\nret\n"                                                \
                         "2:\nmov -8(%rsp), %rax\nmov -16(%rsp), %rcx\n"                                                 \
                         GORDIAN_QUIET_CALL("gordian_" #name #bytes))

GORDIAN_SMALL_ACCESS_HOOK(Kind::kRead, read, 1, "8");
GORDIAN_SMALL_ACCESS_HOOK(Kind::kRead, read, 2, "8");
GORDIAN_SMALL_ACCESS_HOOK(Kind::kRead, read, 4, "8");
GORDIAN_ACCESS_HOOK(Kind::kRead, read, 8);
GORDIAN_ACCESS_HOOK(Kind::kRead, read, 16);
GORDIAN_SMALL_ACCESS_HOOK(Kind::kWrite, write, 1, "0");
GORDIAN_SMALL_ACCESS_HOOK(Kind::kWrite, write, 2, "0");
GORDIAN_SMALL_ACCESS_HOOK(Kind::kWrite, write, 4, "0");
GORDIAN_ACCESS_HOOK(Kind::kWrite, write, 8);
GORDIAN_ACCESS_HOOK(Kind::kWrite, write, 16);

extern "C" __attribute__((used)) void gordian_read_range(const void *address, u64 size, u32 site) {
  checkMemory(address, size, site, false);
}
GORDIAN_QUIET_ENTRY("__gordian_read_range", "gordian_read_range");

extern "C" __attribute__((used)) void gordian_write_range(const void *address, u64 size, u32 site) {
  checkMemory(address, size, site, true);
}
GORDIAN_QUIET_ENTRY("__gordian_write_range", "gordian_write_range");
