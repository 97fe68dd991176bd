// Files and folders by system calls; see files.h.
#include "base/files.h"

#include "base/system.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>

namespace gordian::files {
namespace {

using system::call;
using system::failed;

constexpr u64 kHighDescriptor = 1000;
alignas(kPageBytes) const u8 zeroes[kPageBytes] = {};

u64 word(const void *pointer) { return reinterpret_cast<u64>(pointer); }
constexpr u64 kHere = static_cast<u64>(AT_FDCWD);

u64 softLimit(u32 resource) {
  struct rlimit limit;
  return failed(call(SYS_prlimit64, 0, resource, 0, word(&limit))) ? RLIM_INFINITY : limit.rlim_cur;
}

/// For file systems without fallocate: written bytes have their place on the disk too.
s64 writeZeroes(s64 descriptor, u64 offset, u64 bytes) {
  while (bytes) {
    s64 done = call(SYS_pwrite64, static_cast<u64>(descriptor), word(zeroes), smallerOf<u64>(bytes, kPageBytes), offset);
    if (done == -EINTR) continue;
    if (done <= 0) return done ? done : -ENOSPC;
    offset += static_cast<u64>(done);
    bytes -= static_cast<u64>(done);
  }
  return 0;
}

}  // namespace

PathText &PathText::add(const char *text, u64 bytes) {
  is_too_long_ = is_too_long_ || size_ + bytes >= kPathBytes;
  if (is_too_long_) return *this;
  copyBytes(bytes_ + size_, text, bytes);
  cutTo(size_ + bytes);
  return *this;
}

PathText &PathText::addNumber(u64 value) {
  char digits[20];
  u32 begin = sizeof(digits);
  do digits[--begin] = static_cast<char>('0' + value % 10);
  while (value /= 10);
  return add(digits + begin, sizeof(digits) - begin);
}

s64 open(const char *path, int flags, u32 mode) {
  s64 result;
  do result = call(SYS_openat, kHere, word(path), static_cast<u64>(flags), mode);
  while (result == -EINTR);
  return result;
}

void close(s64 descriptor) {
  if (descriptor >= 0) call(SYS_close, static_cast<u64>(descriptor));
}

s64 remove(const char *path) { return call(SYS_unlinkat, kHere, word(path), 0); }

bool identify(s64 descriptor, Identity &identity) {
  struct stat status;
  if (descriptor < 0 || failed(call(SYS_fstat, static_cast<u64>(descriptor), word(&status)))) return false;
  identity = {status.st_dev, status.st_ino};
  return true;
}

s64 moveUp(s64 descriptor) {
  u64 limit = softLimit(RLIMIT_NOFILE);
  u64 lowest = limit > kHighDescriptor ? kHighDescriptor : limit / 2;
  s64 moved = call(SYS_fcntl, static_cast<u64>(descriptor), F_DUPFD_CLOEXEC, lowest);
  if (failed(moved)) return descriptor;
  close(descriptor);
  return moved;
}

s64 makeFolders(const char *path) {
  char text[kPathBytes];
  s64 result = 0;
  for (u64 i = 0;; ++i) {
    if (i && path[i - 1] != '/' && (path[i] == '/' || path[i] == 0)) {
      PathText folder(text);
      if (!folder.add(path, i).isValid()) return -ENAMETOOLONG;
      result = call(SYS_mkdirat, kHere, word(folder.c_str()), 0777);
    }
    if (path[i] == 0) return result == -EEXIST ? 0 : result;
  }
}

bool addCurrentFolder(PathText &path) {
  char folder[kPathBytes];
  s64 length = call(SYS_getcwd, word(folder), sizeof(folder));
  // The kernel says "(unreachable)/..." for a folder outside of this process's root.
  if (failed(length) || folder[0] != '/') return false;
  path.add(folder);
  return true;
}

bool addLinkTarget(PathText &path, const char *link) {
  char target[kPathBytes];
  s64 length = call(SYS_readlinkat, kHere, word(link), word(target), sizeof(target));
  if (length <= 0 || static_cast<u64>(length) >= sizeof(target)) return false;
  path.add(target, static_cast<u64>(length));
  return true;
}

void addProgramName(PathText &path) {
  char bytes[kPathBytes];
  PathText link(bytes);
  if (!addLinkTarget(link, "/proc/self/exe")) link.add("program");
  const char *name = bytes;
  for (const char *c = name; *c; ++c)
    if (*c == '/') name = c + 1;
  path.add(name);
}

s64 reserve(s64 descriptor, u64 offset, u64 bytes) {
  // The kernel would send SIGXFSZ, which ends the program.
  if (offset + bytes > softLimit(RLIMIT_FSIZE)) return -EFBIG;
  s64 result;
  do result = call(SYS_fallocate, static_cast<u64>(descriptor), 0, offset, bytes);
  while (result == -EINTR);
  if (result != -EOPNOTSUPP && result != -ENOSYS) return result;
  return writeZeroes(descriptor, offset, bytes);
}

u8 *mapShared(s64 descriptor, u64 offset, u64 bytes) {
  s64 result = call(SYS_mmap, 0, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, static_cast<u64>(descriptor), offset);
  return failed(result) ? nullptr : reinterpret_cast<u8 *>(result);
}

bool mapPrivateOver(u8 *address, s64 descriptor, u64 offset, u64 bytes) {
  return !failed(call(SYS_mmap, word(address), bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED | MAP_NORESERVE,
                      static_cast<u64>(descriptor), offset));
}

void mapZeroesOver(u8 *address, u64 bytes) {
  call(SYS_mmap, word(address), bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE,
       static_cast<u64>(-1), 0);
}

const char *describe(s64 error) {
  switch (-error) {
  case EACCES:
  case EPERM: return "this user may not write there";
  case EROFS: return "the file system is read-only";
  case ENOENT: return "there is no such folder";
  case ENOTDIR: return "a part of the path is not a folder";
  case EEXIST: return "all names are taken";
  case ELOOP: return "the path leads through too many links";
  case ENAMETOOLONG: return "the path is too long";
  case ENOSPC:
  case EDQUOT: return "no space is left on the disk";
  case EFBIG: return "the limit on the size of files (ulimit -f) is too low";
  case EMFILE:
  case ENFILE: return "too many files are open";
  case ENOMEM: return "no address space is left (ulimit -v)";
  default: return "the kernel refused it";
  }
}

}  // namespace gordian::files
