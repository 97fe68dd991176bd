// The layout of shadow memory; see shadow.h.
#include "race/shadow.h"

#include "base/print.h"
#include "base/spin_lock.h"
#include "base/range_set.h"
#include "base/system.h"

#include <sys/mman.h>

namespace gordian::shadow {

Layout layout;

namespace {

constexpr u32 kSlabs = 1u << (47 - kSlabBits);
// Odd numbers of cache lines, far apart from each other.
constexpr u32 kSkew[kPlanes * 2 + 1] = {13, 29, 45, 61, 7, 37, 53, 21, 11, 43, 27};
constexpr u32 kKeys = kPlanes * 2 + 1;  // planes, twins, meta

SpinLock lock;
bool is_program[kSlabs];   // the program may use the slab, and it has shadow
bool is_taken[kSlabs];     // by the program, the shadow, or something that was there
u32 flips[kKeys];          // which slab bits each key flips

bool reserve(uptr slab) {
  constexpr u64 kNoReplace = 0x100000;  // MAP_FIXED_NOREPLACE; older kernels take it for a hint
  s64 result = system::call(SYS_mmap, slab << kSlabBits, kSlabBytes, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | kNoReplace, static_cast<u64>(-1), 0);
  if (system::failed(result)) return false;
  if (static_cast<u64>(result) != slab << kSlabBits) {
    system::call(SYS_munmap, static_cast<u64>(result), kSlabBytes);
    return false;
  }
  // Huge pages would make each touched cell cost 2 MB (FASTPATH.md: memory 6.6x).
  system::call(SYS_madvise, static_cast<u64>(result), kSlabBytes, MADV_NOHUGEPAGE);
  system::call(SYS_madvise, static_cast<u64>(result), kSlabBytes, MADV_DONTDUMP);
  system::ownMemory().add(slab << kSlabBits, (slab + 1) << kSlabBits);
  is_taken[slab] = true;
  return true;
}

void release(uptr slab) {
  system::call(SYS_munmap, slab << kSlabBits, kSlabBytes);
  system::ownMemory().remove(slab << kSlabBits, (slab + 1) << kSlabBits);
  is_taken[slab] = false;
}

void markProgram(uptr address) {
  if (address < kAddressLimit) is_program[address >> kSlabBits] = is_taken[address >> kSlabBits] = true;
}

/// Marks each mapping of /proc/self/maps: lines begin with "begin-end " in hexadecimal.
void markMappings() {
  static char text[64 << 10];
  s64 fd = system::call(SYS_openat, static_cast<u64>(-100), reinterpret_cast<u64>("/proc/self/maps"), 0x80000 /* O_CLOEXEC */);
  if (system::failed(fd)) return;
  u64 number = 0;
  bool is_in_range = true;
  for (s64 bytes; (bytes = system::call(SYS_read, static_cast<u64>(fd), reinterpret_cast<u64>(text), sizeof text)) > 0;) {
    for (s64 i = 0; i < bytes; ++i) {
      char c = text[i];
      if (c == '\n') is_in_range = true, number = 0;
      if (!is_in_range || c == '\n') continue;
      if (c >= '0' && c <= '9') number = number << 4 | static_cast<u64>(c - '0');
      else if (c >= 'a' && c <= 'f') number = number << 4 | static_cast<u64>(c - 'a' + 10);
      else {
        markProgram(c == '-' ? number : number - 1);
        is_in_range = c == '-';
        number = 0;
      }
    }
  }
  system::call(SYS_close, static_cast<u64>(fd));
}

void findProgram() {
  markProgram(0);
  markMappings();
  // Where the heap, the mappings and the stack are going to grow: the heap upwards, mappings downwards.
  uptr heap = static_cast<uptr>(system::call(SYS_brk, 0));
  markProgram(heap);
  markProgram(heap + kSlabBytes / 2);
  s64 probe = system::call(SYS_mmap, 0, kPageBytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, static_cast<u64>(-1), 0);
  if (!system::failed(probe)) {
    uptr mapped = static_cast<uptr>(probe);
    for (u32 i = 0; i < 3 && mapped > i * kSlabBytes; ++i) markProgram(mapped - i * kSlabBytes);
    system::call(SYS_munmap, mapped, kPageBytes);
  }
  markProgram(reinterpret_cast<uptr>(__builtin_frame_address(0)));
}

/// Reserves the image of all program slabs under `flip`; nothing if one of them is taken.
bool reserveImages(u32 flip) {
  for (u32 slab = 0; slab < kSlabs; ++slab)
    if (is_program[slab] && is_taken[slab ^ flip]) return false;
  for (u32 slab = 0; slab < kSlabs; ++slab) {
    if (!is_program[slab] || reserve(slab ^ flip)) continue;
    is_taken[slab ^ flip] = true;  // something lies there that we do not know
    for (u32 undone = 0; undone < slab; ++undone)
      if (is_program[undone]) release(undone ^ flip);
    return false;
  }
  return true;
}

void forgetWords(uptr begin, uptr end) {
  for (uptr word = begin; word < end; word += sizeof(u32))
    if (loadRelaxed(reinterpret_cast<u32 *>(word))) storeRelaxed(reinterpret_cast<u32 *>(word), 0u);
}

[[noreturn]] void noRoom() {
  fatal("no address space for shadow memory, which takes about 40 TB of addresses (not of memory): remove the limit "
        "(ulimit -v unlimited), and allow overcommit (vm.overcommit_memory 0 or 1)");
}

}  // namespace

void start() {
  layout.blocks = static_cast<u32 *>(system::mapSparse((kAddressLimit >> kBlockShift) * sizeof(u32), true));
  if (!layout.blocks) noRoom();
  findProgram();
  u32 flip = 1;
  for (u32 key = 0; key < kKeys; ++key) {
    while (flip < kSlabs && !reserveImages(flip)) ++flip;
    if (flip == kSlabs) noRoom();
    flips[key] = flip++;
  }
  auto keyOf = [](u32 key) { return u64{flips[key]} << kSlabBits | u64{kSkew[key]} << 6; };
  for (u32 plane = 0; plane < kPlanes; ++plane) {
    layout.keys[plane] = keyOf(plane);
    layout.twins[plane] = keyOf(plane) ^ keyOf(kPlanes + plane);
  }
  layout.meta = u64{flips[kKeys - 1]} << kSlabBits;
}

bool isCovered(uptr address) { return address < kAddressLimit && loadRelaxed(&is_program[address >> kSlabBits]); }

void cover(uptr begin, uptr end) {
  end = smallerOf(end, kAddressLimit);
  for (uptr slab = begin >> kSlabBits; begin < end && slab <= (end - 1) >> kSlabBits; ++slab) {
    if (loadAcquire(&is_program[slab])) continue;
    SpinGuard guard(lock);
    if (is_program[slab]) continue;
    for (u32 key = 0; key < kKeys; ++key)
      if (is_taken[slab ^ flips[key]] || !reserve(slab ^ flips[key]))
        fatal("the program mapped memory so far from the rest that its shadow memory would lie where something else does: "
              "let the kernel choose the address, or map it nearer to other mappings");
    is_taken[slab] = true;
    storeRelease(&is_program[slab], true);
  }
}

void discard(uptr begin, uptr end) {
  begin = roundUp(begin, kPageBytes);
  end = end / kPageBytes * kPageBytes;
  for (uptr part = begin; part < end;) {
    uptr stop = smallerOf(end, slabEnd(part));
    if (isCovered(part)) {
      // The flipped bits of the line lie within the page: whole pages go to whole pages.
      for (u64 key : layout.keys) {
        uptr first = (part ^ key) / kPageBytes * kPageBytes;
        system::discard(first, first + (stop - part));
      }
      uptr words = reinterpret_cast<uptr>(blockWord(part)), words_end = reinterpret_cast<uptr>(blockWord(stop - 1) + 1);
      uptr inner = roundUp(words, kPageBytes), inner_end = words_end / kPageBytes * kPageBytes;
      if (inner_end <= inner) inner = inner_end = words_end;
      forgetWords(words, inner);
      system::discard(inner, inner_end);
      forgetWords(inner_end, words_end);
    }
    part = stop;
  }
}

bool residentPages(uptr begin, uptr pages, u8 *resident) {
  return !system::failed(system::call(SYS_mincore, begin, pages * kPageBytes, reinterpret_cast<u64>(resident)));
}

}  // namespace gordian::shadow
