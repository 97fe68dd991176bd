// See uses.h.
#include "intercept/uses.h"

#include "options.h"
#include "race/check_access.h"
#include "race/memory.h"
#include "sync/events.h"

#include <fcntl.h>

namespace gordian::uses {
namespace {

enum State : u8 { kUnknown, kOpen, kClosed };

constexpr u32 kNumbers = 1 << 14; // larger numbers are not looked at
u64 words[kNumbers];              // only their addresses count
u8 states[kNumbers]; // State

bool isWatched(int fd) { return fd >= 0 && static_cast<u32>(fd) < kNumbers; }
uptr wordOf(int fd) { return reinterpret_cast<uptr>(&words[fd]); }

/// Closed as far as was seen, and yet open: libc has opened something under this number by itself.
bool isOpenUnseen(int fd) {
  int saved = errno;
  bool is_open = real.fcntl(fd, F_GETFD) >= 0;
  errno = saved;
  return is_open;
}

} // namespace

void opened(Thread &thread, int fd) {
  if (!isWatched(fd) || !options().detect_races)
    return;
  memoryReset(wordOf(fd), sizeof words[fd]);
  objects::get(thread, wordOf(fd), ObjectKind::kDescriptor).count = fd;
  storeRelaxed(&states[fd], u8{kOpen});
}

void handedOver(int fd) {
  if (isWatched(fd))
    storeRelaxed(&states[fd], u8{kUnknown});
}

void access(const Call &call, int fd, bool is_close) {
  if (!isWatched(fd))
    return;
  u8 state = loadRelaxed(&states[fd]);
  if (state == kUnknown)
    return;
  if (state == kClosed && (is_close || isOpenUnseen(fd)))
    return handedOver(fd);
  tell(call, [&](Thread &self) {
    if (self.ignore_accesses || !self.checks_accesses)
      return;
    self.sync_site = Site{};
    Operating operating(self);
    auto operation = is_close ? Operation::kClose : Operation::kUse;
    checkAccess(self, {wordOf(fd), sizeof words[fd], static_cast<Site>(GORDIAN_SITE_LIBRARY), static_cast<u16>(operation),
                       is_close, false});
  });
  if (is_close)
    storeRelaxed(&states[fd], u8{kClosed});
}

} // namespace gordian::uses
