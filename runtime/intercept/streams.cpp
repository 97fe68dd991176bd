// stdio without formats: the program's buffers that it fills and reads, what its data orders, and the lock that a
// program takes itself. What lies inside a FILE is libc's own, under that lock, which orders nothing when libc takes it.
#include "intercept/streams.h"
#include "sync/lock.h"

namespace gordian {
namespace {

/// After a line was read to *line (getline and getdelim).
GORDIAN_INLINE ssize_t gotLine(char **line, FILE *file, ssize_t length) {
  if (length < 0)
    return length;
  streamReceived(file);
  writes(*line, static_cast<u64>(length) + 1);
  return length;
}

GORDIAN_INLINE size_t gotItems(void *buffer, size_t size, size_t count, FILE *file) {
  streamReceived(file);
  writes(buffer, size * count);
  return count;
}

GORDIAN_INLINE void puttingText(const char *text, FILE *file) {
  if (enter())
    readsText(text, real.strlen(text));
  streamSends(file);
}

GORDIAN_INLINE char *gotText(char *text, FILE *file) {
  if (!text)
    return text;
  streamReceived(file);
  writes(text, real.strlen(text) + 1);
  return text;
}

/// A letter is about to be put: only one that makes libc write the buffer out orders anything.
GORDIAN_INLINE void puttingLetter(FILE *file) {
  constexpr int kUnbuffered = 2, kLineBuffered = 0x200; // glibc's _IO_UNBUFFERED, _IO_LINE_BUF
  if (file->_IO_write_ptr >= file->_IO_write_end || (file->_flags & (kUnbuffered | kLineBuffered)))
    streamSends(file);
}

/// A letter is about to be got: returns whether libc must read for that.
GORDIAN_INLINE bool needsMore(const FILE *file) { return file->_IO_read_ptr >= file->_IO_read_end; }

template <class Get> GORDIAN_INLINE int getLetter(FILE *file, Get get) {
  bool needs_more = needsMore(file);
  int letter = get();
  if (needs_more)
    streamReceived(file);
  return letter;
}

GORDIAN_INLINE FILE *openedStream(FILE *file, const char *path) {
  if (!file)
    return file;
  if (path && enter())
    acquireKey(descriptors::pathKey(path));
  if (file->_fileno >= 0)
    opened(file->_fileno);
  return file;
}

GORDIAN_INLINE void closingStream(FILE *file) {
  streamSends(file);
  uses::handedOver(file->_fileno);
  if (file->_fileno >= 0 && enter())
    releaseKey(descriptors::numberKey(file->_fileno));
}

GORDIAN_INLINE void lockedFile(FILE *file, bool is_try) {
  tell(enter(), [&](Thread &self) {
    lockAcquired(self, addressOf(file), ObjectKind::kMutex, LockMode::kExclusive, is_try);
  });
}

} // namespace

GORDIAN_INTERPOSE(size_t, fread, void *buffer, size_t size, size_t count, FILE *file) {
  return gotItems(buffer, size, real.fread(buffer, size, count, file), file);
}
GORDIAN_INTERPOSE(size_t, fread_unlocked, void *buffer, size_t size, size_t count, FILE *file) {
  return gotItems(buffer, size, real.fread_unlocked(buffer, size, count, file), file);
}
GORDIAN_INTERPOSE(size_t, fwrite, const void *buffer, size_t size, size_t count, FILE *file) {
  reads(buffer, size * count);
  streamSends(file);
  return real.fwrite(buffer, size, count, file);
}
GORDIAN_INTERPOSE(size_t, fwrite_unlocked, const void *buffer, size_t size, size_t count, FILE *file) {
  reads(buffer, size * count);
  streamSends(file);
  return real.fwrite_unlocked(buffer, size, count, file);
}
GORDIAN_INTERPOSE(char *, fgets, char *buffer, int room, FILE *file) {
  return gotText(real.fgets(buffer, room, file), file);
}
GORDIAN_INTERPOSE(int, fputs, const char *text, FILE *file) {
  puttingText(text, file);
  return real.fputs(text, file);
}
GORDIAN_INTERPOSE(int, puts, const char *text) {
  puttingText(text, stdout);
  return real.puts(text);
}
GORDIAN_INTERPOSE(int, fputc, int letter, FILE *file) {
  puttingLetter(file);
  return real.fputc(letter, file);
}
GORDIAN_INTERPOSE(int, putc, int letter, FILE *file) {
  puttingLetter(file);
  return real.fputc(letter, file);
}
GORDIAN_INTERPOSE(int, fgetc, FILE *file) {
  return getLetter(file, [&] { return real.fgetc(file); });
}
GORDIAN_INTERPOSE(int, getc, FILE *file) {
  return getLetter(file, [&] { return real.fgetc(file); });
}
GORDIAN_INTERPOSE(ssize_t, getline, char **line, size_t *room, FILE *file) {
  return gotLine(line, file, real.getdelim(line, room, '\n', file));
}
GORDIAN_INTERPOSE(ssize_t, getdelim, char **line, size_t *room, int delimiter, FILE *file) {
  return gotLine(line, file, real.getdelim(line, room, delimiter, file));
}
GORDIAN_INTERPOSE(ssize_t, __getdelim, char **line, size_t *room, int delimiter, FILE *file) {
  return gotLine(line, file, real.getdelim(line, room, delimiter, file));
}
// _FORTIFY_SOURCE.
GORDIAN_INTERPOSE(char *, __fgets_chk, char *buffer, size_t room, int wanted, FILE *file) {
  if (wanted > 0 && static_cast<size_t>(wanted) > room)
    real.__chk_fail();
  return gotText(real.fgets(buffer, wanted, file), file);
}
GORDIAN_INTERPOSE(size_t, __fread_chk, void *buffer, size_t room, size_t size, size_t count, FILE *file) {
  size_t bytes;
  if (__builtin_mul_overflow(size, count, &bytes) || bytes > room)
    real.__chk_fail();
  return gotItems(buffer, size, real.fread(buffer, size, count, file), file);
}

GORDIAN_INTERPOSE(FILE *, fopen, const char *path, const char *mode) {
  return openedStream(real.fopen(path, mode), path);
}
GORDIAN_INTERPOSE(FILE *, fopen64, const char *path, const char *mode) {
  return openedStream(real.fopen(path, mode), path);
}
GORDIAN_INTERPOSE(FILE *, popen, const char *command, const char *mode) {
  return openedStream(real.popen(command, mode), nullptr);
}
GORDIAN_INTERPOSE(FILE *, tmpfile, void) { return openedStream(real.tmpfile(), nullptr); }
GORDIAN_INTERPOSE(int, fflush, FILE *file) {
  streamSends(file);
  return real.fflush(file);
}
GORDIAN_INTERPOSE(int, fclose, FILE *file) {
  closingStream(file);
  return real.fclose(file);
}
GORDIAN_INTERPOSE(int, pclose, FILE *file) {
  closingStream(file);
  return real.pclose(file);
}

GORDIAN_INTERPOSE(void, flockfile, FILE *file) {
  real.flockfile(file);
  lockedFile(file, false);
}
GORDIAN_INTERPOSE(int, ftrylockfile, FILE *file) {
  int result = real.ftrylockfile(file);
  if (result == 0)
    lockedFile(file, true);
  return result;
}
GORDIAN_INTERPOSE(void, funlockfile, FILE *file) {
  tell(enter(), [&](Thread &self) { lockReleasing(self, addressOf(file), ObjectKind::kMutex); });
  real.funlockfile(file);
}

} // namespace gordian
