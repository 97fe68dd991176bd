// A log, read in the plainest way, for tests of the writer: every complaint about its shape is kept.
//
// Knows abi/log_format.h only; shares nothing with the writer.
#ifndef GORDIAN_LOG_READ_LOG_H
#define GORDIAN_LOG_READ_LOG_H

#include "abi/log_format.h"

#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

namespace gordian::testing {

struct LoggedEvent {
  uint64_t tseq;
  log_format::Event event;
};

struct ReadLog {
  log_format::FileHeader header = {};
  std::vector<std::string> kept;  // whole records
  std::map<uint32_t, std::vector<LoggedEvent>> events;  // by thread, in the order of its chunks
  std::vector<std::string> complaints;
  uint64_t file_bytes = 0;
  uint64_t slots_begun = 0;

  explicit ReadLog(const std::string &path) {
    std::ifstream file(path, std::ios::binary);
    bytes_.assign(std::istreambuf_iterator<char>(file), {});
    file_bytes = bytes_.size();
    if (bytes_.size() < log_format::kHeaderBytes) {
      complain("no header", 0);
      return;
    }
    std::memcpy(&header, bytes_.data(), sizeof(header));
    for (uint64_t at = log_format::kHeaderBytes; at + log_format::kChunkBytes <= bytes_.size();
         at += log_format::kChunkBytes)
      readSlot(at);
    for (auto &[sequence, chunk] : chunks_)
      for (auto &logged : chunk) events[sequence.first].push_back(logged);
  }

  /// All records of a kind, as their struct.
  template <class T> std::vector<T> all(log_format::RecordKind kind) const {
    std::vector<T> found;
    for (const std::string &record : kept)
      if (kindOf(record) == uint16_t(kind)) std::memcpy(&found.emplace_back(), record.data(), sizeof(T));
    return found;
  }
  std::vector<std::string> bytesOf(log_format::RecordKind kind) const {
    std::vector<std::string> found;
    for (const std::string &record : kept)
      if (kindOf(record) == uint16_t(kind)) found.push_back(record);
    return found;
  }
  uint64_t eventCount() const {
    uint64_t count = 0;
    for (auto &[thread, of_thread] : events) count += of_thread.size();
    return count;
  }

private:
  static uint16_t kindOf(const std::string &record) {
    uint16_t kind;
    std::memcpy(&kind, record.data(), sizeof(kind));
    return kind;
  }
  void complain(const std::string &what, uint64_t at) { complaints.push_back(what + " at " + std::to_string(at)); }

  void readSlot(uint64_t at) {
    log_format::ChunkHeader first;
    std::memcpy(&first, &bytes_[at], sizeof(first));
    if (first.magic == 0) return;
    if (first.magic != log_format::kChunkMagic) return complain("a chunk without magic", at);
    ++slots_begun;
    uint64_t parts = first.parts ? first.parts : 1;
    if (parts != 1 && parts != 4 && parts != 16 && parts != 64) return complain("odd parts", at);
    for (uint64_t part = 0; part < parts; ++part)
      readChunk(at + part * log_format::kChunkBytes / parts, log_format::kChunkBytes / parts, first.parts);
  }
  void readChunk(uint64_t at, uint64_t size, uint16_t parts) {
    log_format::ChunkHeader chunk;
    std::memcpy(&chunk, &bytes_[at], sizeof(chunk));
    if (chunk.magic != log_format::kChunkMagic || chunk.parts != parts) return complain("a bad chunk header", at);
    if (chunk.used > size - sizeof(chunk)) return complain("used beyond the chunk", at);
    uint64_t begin = at + sizeof(chunk);
    if (chunk.kind == uint16_t(log_format::ChunkKind::kKept)) return readKept(begin, begin + chunk.used);
    if (chunk.kind == uint16_t(log_format::ChunkKind::kEvents)) return readEvents(chunk, begin, begin + chunk.used);
    if (chunk.used) complain("a free chunk that is used", at);
  }
  void readKept(uint64_t at, uint64_t end) {
    while (at < end) {
      log_format::Record head;
      if (end - at < sizeof(head)) return complain("half a record", at);
      std::memcpy(&head, &bytes_[at], sizeof(head));
      if (head.size < sizeof(head) || head.size % 8 || head.size > end - at) return complain("a bad size", at);
      std::vector<uint32_t> words((head.size - sizeof(head)) / 4);
      if (!words.empty()) std::memcpy(words.data(), &bytes_[at + sizeof(head)], words.size() * 4);
      if (log_format::checkOf(words.data(), words.size()) != head.check) complain("a wrong check", at);
      if (head.kind == 0 || head.kind >= 256 || head.count == 0) complain("a bad head", at);
      kept.emplace_back(&bytes_[at], head.size);
      at += head.size;
    }
  }
  void readEvents(const log_format::ChunkHeader &chunk, uint64_t at, uint64_t end) {
    auto &of_chunk = chunks_[{chunk.thread, chunk.sequence}];
    if (!of_chunk.empty()) complain("a sequence number twice", at);
    for (uint64_t tseq = chunk.first_event; at < end;) {
      LoggedEvent logged = {tseq++, {}};
      logged.event.partner = log_format::kNoThread;
      if (end - at < log_format::kShortEventBytes) return complain("half an event", at);
      std::memcpy(&logged.event, &bytes_[at], log_format::kShortEventBytes);
      uint32_t size = logged.event.size;
      bool is_whole = size == sizeof(logged.event) || size == log_format::kShortEventBytes;
      if (!is_whole || size > end - at || logged.event.kind < 256) return complain("a bad event", at);
      std::memcpy(&logged.event, &bytes_[at], size);
      of_chunk.push_back(logged);
      at += size;
    }
  }

  std::vector<char> bytes_;
  std::map<std::pair<uint32_t, uint64_t>, std::vector<LoggedEvent>> chunks_;
};

}  // namespace gordian::testing

#endif
