// Writes logs for tests: whole ones, and then the test damages what it likes.
//
// For tests only. Shares nothing with the runtime's writer but runtime/abi/log_format.h, so that each is a check on the
// other. Chunks are filled one after the other; a full one is followed by a new one.
#ifndef GORDIAN_ANALYZER_TESTING_LOG_WRITER_H
#define GORDIAN_ANALYZER_TESTING_LOG_WRITER_H

#include "runtime/abi/log_format.h"

#include <cstring>
#include <string>
#include <vector>

namespace gordian::testing {

namespace format = gordian::log_format;

class LogWriter {
public:
  /// A log of process 4711 that has ended with status 0.
  LogWriter();

  format::FileHeader header;

  /// Records that follow are of this thread; begins a new chunk.
  LogWriter &chunkOf(uint32_t thread, format::ChunkKind kind = format::ChunkKind::kKept, uint64_t first_event = 0);

  template <class T>
  LogWriter &record(format::RecordKind kind, T body, const std::string &tail = "", uint32_t count = 1) {
    body.head = {};
    body.head.count = count;
    return append(kind, std::string(reinterpret_cast<const char *>(&body), sizeof(body)) + tail);
  }
  LogWriter &event(format::EventKind kind, uint32_t object = 0, uint32_t site = 0);

  LogWriter &process(const std::vector<std::string> &arguments, const std::string &folder = "/tmp");
  LogWriter &module(const std::string &path, uint64_t base, uint64_t size, const std::string &build_id,
                    bool is_instrumented = true);
  LogWriter &unit(uint64_t unit_id, uint64_t address, uint32_t site_base, uint32_t site_count);
  LogWriter &thread(uint32_t thread, uint32_t parent, uint32_t site = 0, uint32_t stack = 0);
  LogWriter &threadName(uint32_t thread, const std::string &name);
  LogWriter &object(uint32_t object, format::ObjectKind kind, uint64_t address, uint32_t site = 0);
  LogWriter &stack(uint32_t stack, const std::vector<uint64_t> &addresses);
  LogWriter &lockset(uint32_t lockset, const std::vector<format::LocksetEntry> &entries);
  LogWriter &wait(format::WaitRecord record, const std::vector<format::WaitCase> &cases,
                  const std::vector<uint32_t> &wakers);
  LogWriter &note(const std::string &text, uint64_t value = 0);

  /// The whole file. Offset of the n-th chunk: kHeaderBytes + n * kChunkBytes.
  std::string bytes() const;

private:
  LogWriter &append(format::RecordKind kind, std::string bytes);
  void put(const std::string &bytes);

  std::string chunks_;
  format::ChunkHeader chunk_ = {};
};

template <class T> std::string bytesOf(const std::vector<T> &items) {
  return std::string(reinterpret_cast<const char *>(items.data()), items.size() * sizeof(T));
}

/// An access for race records.
format::AccessRecord access(format::Operation operation, uint64_t address, uint32_t thread, uint32_t site,
                            uint32_t stack = 0, uint32_t lockset = 0);

} // namespace gordian::testing

#endif
