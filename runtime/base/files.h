// Files and folders by system calls: neither errno nor an interposed function is touched.
//
// Results below zero are -errno, as in base/system.h.
#ifndef GORDIAN_BASE_FILES_H
#define GORDIAN_BASE_FILES_H

#include "base/bytes.h"
#include "base/types.h"

namespace gordian::files {

inline constexpr u64 kPathBytes = 4096;

/// Puts a path together, piece by piece, in somebody's buffer. What does not fit makes it invalid, not another path.
class PathText {
 public:
  explicit PathText(char (&bytes)[kPathBytes]) : bytes_(bytes) { bytes_[0] = 0; }
  PathText &add(const char *text) { return add(text, lengthOf(text)); }
  PathText &add(const char *text, u64 bytes);
  PathText &addNumber(u64 value);
  /// Shortens it to `size` bytes.
  void cutTo(u64 size) { size_ = size, bytes_[size] = 0; }
  const char *c_str() const { return bytes_; }
  u64 size() const { return size_; }
  bool isValid() const { return size_ && !is_too_long_; }

 private:
  char *bytes_;
  u64 size_ = 0;
  bool is_too_long_ = false;
};

/// Which file it is, whatever its name and descriptor are.
struct Identity {
  u64 device, inode;
};
inline bool sameFile(Identity a, Identity b) { return a.inode == b.inode && a.device == b.device; }

s64 open(const char *path, int flags, u32 mode = 0);
void close(s64 descriptor);
s64 remove(const char *path);
/// False if the descriptor is not open.
bool identify(s64 descriptor, Identity &identity);
/// The same file under a number that programs seldom use, closed on exec. The old one is closed. Returns `descriptor`
/// itself if there is no other.
s64 moveUp(s64 descriptor);
/// Makes the folder and those above it that are not there. 0, or the error of the last step.
s64 makeFolders(const char *path);
/// The working folder. False, and `path` as it was, if it has none or is too long.
bool addCurrentFolder(PathText &path);
/// Where a symbolic link points to.
bool addLinkTarget(PathText &path, const char *link);

/// The file name of the running program, without folders; "program" if it is not known.
void addProgramName(PathText &path);

/// Gives disk to bytes [offset, offset + bytes) behind the end of the file, which read as zero. Never raises SIGXFSZ.
s64 reserve(s64 descriptor, u64 offset, u64 bytes);
/// The file's bytes, shared and writable; null if they can't be mapped.
u8 *mapShared(s64 descriptor, u64 offset, u64 bytes);
/// Replaces the mapping at `address` by a private copy-on-write one of the same bytes.
bool mapPrivateOver(u8 *address, s64 descriptor, u64 offset, u64 bytes);
/// Replaces the mapping at `address` by zeroed private memory.
void mapZeroesOver(u8 *address, u64 bytes);

/// What a failed call means, as a phrase: "no space is left on the disk".
const char *describe(s64 error);

}  // namespace gordian::files

#endif
