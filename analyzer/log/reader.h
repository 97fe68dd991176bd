// Reads a log that may be torn or hostile, and accounts for every byte of it.
//
// May use record.h, names.h and runtime/abi/log_format.h. Knows what a record is, not what it means: that is trace/.
// The format is described in runtime/abi/README.md.
#ifndef GORDIAN_ANALYZER_LOG_READER_H
#define GORDIAN_ANALYZER_LOG_READER_H

#include "log/record.h"

#include <memory>
#include <optional>
#include <string>

namespace llvm {
class MemoryBuffer;
}

namespace gordian::log {

/// Where each byte of the file went. `analysed + unused + skipped + lost == file_bytes`, whatever the file holds.
struct Account {
  uint64_t file_bytes = 0;
  uint64_t analysed = 0; ///< headers and records that were passed on
  uint64_t unused = 0;   ///< never written: padding, and what follows a chunk's records
  uint64_t skipped = 0;  ///< records of a kind or length that this reader does not know
  uint64_t lost = 0;     ///< damaged
  uint64_t records = 0;  ///< kept records passed on
  uint64_t events = 0;   ///< events passed on
  uint64_t skipped_records = 0;
  uint64_t damaged_places = 0;
};

struct Chunk {
  uint64_t index = 0;  ///< of its slot
  uint64_t offset = 0; ///< of its header, in the file
  format::ChunkHeader header = {};
};

/// Is told of damage: bytes that should hold something and do not.
class Damage {
public:
  virtual ~Damage() = default;
  /// `bytes` is 0 where something is missing rather than wrong. `reason` is a phrase: "a record whose check is wrong".
  virtual void damaged(uint64_t offset, uint64_t bytes, const std::string &reason) = 0;
};

/// Receives what a log holds, in the order of the file.
class Sink : public Damage {
public:
  virtual void header(const format::FileHeader &header) = 0;
  virtual void chunk(const Chunk &) {}
  virtual void record(const Chunk &chunk, const RecordView &record) = 0;
  /// `tseq` is the event's number in its thread; after damage it is an estimate.
  virtual void event(const Chunk &chunk, uint64_t tseq, const format::Event &event, uint64_t offset) = 0;
  virtual void skipped(const Chunk &, const RecordView &) {}
};

/// Reads the file at `path` into memory. On failure `error` is one sentence. The bytes are a copy: a log that is still
/// being written may grow meanwhile without harm.
std::unique_ptr<llvm::MemoryBuffer> loadLog(const std::string &path, std::string &error);

/// Reads all of `bytes`. Returns nothing on success, also when much was damaged, or one sentence (that starts with the
/// log's name) when this is not a log that can be read at all; then the sink was told nothing.
std::optional<std::string> readLog(llvm::StringRef bytes, const std::string &name, Sink &sink, Account &account);

} // namespace gordian::log

#endif
