// Words that every part of the runtime uses: integer names, strong identifiers, branch hints.
//
// May be included anywhere in the runtime; includes nothing of it.
#ifndef GORDIAN_BASE_TYPES_H
#define GORDIAN_BASE_TYPES_H

#include <stddef.h>
#include <stdint.h>

namespace gordian {

using u8 = uint8_t;
using u16 = uint16_t;
using u32 = uint32_t;
using u64 = uint64_t;
using s32 = int32_t;
using s64 = int64_t;
using uptr = uintptr_t;

/// A thread's place in vector clocks. Reused once a thread has ended and its end is known to whoever starts the next.
enum class ThreadSlot : u16 {};
/// A thread's number in the order of creation; never reused. Main is 0.
enum class ThreadId : u32 {};
inline constexpr ThreadId kNoThreadId = static_cast<ThreadId>(0xffffffffu);
/// A place in source, numbered for the whole process (abi/hooks.h).
enum class Site : u32 {};

template <class Enum> constexpr auto raw(Enum value) { return static_cast<__underlying_type(Enum)>(value); }

inline constexpr u32 kPageBytes = 4096;
inline constexpr u32 kCacheLine = 64;

#define GORDIAN_LIKELY(condition) __builtin_expect(!!(condition), 1)
#define GORDIAN_UNLIKELY(condition) __builtin_expect(!!(condition), 0)
#define GORDIAN_NOINLINE __attribute__((noinline))
#define GORDIAN_COLD __attribute__((noinline, cold))
#define GORDIAN_EXPORT extern "C" __attribute__((visibility("default"), used))

/// A function that may use vector registers and is called from code that keeps them by not touching any
/// (base/quiet_entry.h): it saves what it uses.
#define GORDIAN_KEEPS_REGISTERS __attribute__((preserve_all))

constexpr u64 roundUp(u64 value, u64 multiple) { return (value + multiple - 1) / multiple * multiple; }
template <class T> constexpr T smallerOf(T a, T b) { return a < b ? a : b; }
template <class T> constexpr T largerOf(T a, T b) { return a < b ? b : a; }

struct NonCopyable {
  constexpr NonCopyable() = default;
  NonCopyable(const NonCopyable &) = delete;
  NonCopyable &operator=(const NonCopyable &) = delete;
};

}  // namespace gordian

#endif
