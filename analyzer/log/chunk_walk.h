// The records of one chunk, one after the other, going on behind damage.
//
// May use reader.h. The only place that decides whether some bytes are a record.
#ifndef GORDIAN_ANALYZER_LOG_CHUNK_WALK_H
#define GORDIAN_ANALYZER_LOG_CHUNK_WALK_H

#include "log/reader.h"

namespace gordian::log {

/// Passes on the records of `chunk`. `body` is the chunk's bytes behind its header, as far as the file has them;
/// `used` bytes of it should hold records. Accounts for all of `body`.
class ChunkWalk {
public:
  ChunkWalk(const Chunk &chunk, llvm::StringRef body, uint64_t used, Sink &sink, Account &account)
      : chunk_(chunk), body_(body), used_(used), sink_(sink), account_(account) {}

  /// Kept records carry checks, so a record that is whole counts even if it lies beyond `used`.
  void walkKept();
  void walkEvents();

private:
  /// Size of the kept record at `position`, or 0 if there is none or its check is wrong.
  uint64_t keptAt(uint64_t position);
  uint64_t eventAt(uint64_t position) const;
  /// First position from `position` on with a whole kept record; `end` if there is none before it.
  uint64_t nextKept(uint64_t position, uint64_t end);
  uint64_t nextEvent(uint64_t position, uint64_t end) const;
  void deliverKept(uint64_t position, uint64_t size);
  void deliverEvent(uint64_t position, uint64_t size);
  void lose(uint64_t position, uint64_t bytes, const char *reason);
  RecordView viewAt(uint64_t position, uint64_t size) const;
  uint64_t fileOffset(uint64_t position) const { return chunk_.offset + sizeof(format::ChunkHeader) + position; }

  const Chunk &chunk_;
  llvm::StringRef body_;
  uint64_t used_;
  Sink &sink_;
  Account &account_;
  uint64_t next_event_ = 0;
  // A hostile chunk can make each of its 8192 positions look like a record of 64 KiB. Words to hash before giving up.
  uint64_t check_budget_ = 4 << 20;
};

} // namespace gordian::log

#endif
