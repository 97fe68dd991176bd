#include "testing/log_writer.h"

namespace gordian::testing {

LogWriter::LogWriter() : header{} {
  std::memcpy(header.magic, format::kMagic, sizeof(header.magic));
  header.version = format::kVersion;
  header.byte_order = format::kByteOrder;
  header.header_bytes = format::kHeaderBytes;
  header.chunk_bytes = format::kChunkBytes;
  header.pid = 4711;
  header.parent_pid = 4700;
  header.ended = uint32_t(format::Ended::kExit);
  std::strcpy(header.tool_version, "gordian 0.1.0");
}

LogWriter &LogWriter::chunkOf(uint32_t thread, format::ChunkKind kind, uint64_t first_event) {
  chunks_.resize(header.chunk_count * format::kChunkBytes);
  chunk_ = {format::kChunkMagic, uint16_t(kind), 0, thread, 0, header.chunk_count, first_event};
  ++header.chunk_count;
  chunks_.append(reinterpret_cast<const char *>(&chunk_), sizeof(chunk_));
  return *this;
}

void LogWriter::put(const std::string &bytes) {
  if (header.chunk_count == 0)
    chunkOf(0);
  else if (sizeof(chunk_) + chunk_.used + bytes.size() > format::kChunkBytes)
    chunkOf(chunk_.thread, format::ChunkKind(chunk_.kind), chunk_.first_event + chunk_.used / sizeof(format::Event));
  chunks_ += bytes;
  chunk_.used += bytes.size();
  std::memcpy(&chunks_[(header.chunk_count - 1) * format::kChunkBytes], &chunk_, sizeof(chunk_));
}

LogWriter &LogWriter::append(format::RecordKind kind, std::string bytes) {
  bytes.resize((bytes.size() + 7) / 8 * 8);
  std::vector<uint32_t> words((bytes.size() - sizeof(format::Record)) / 4);
  if (!words.empty())
    std::memcpy(words.data(), bytes.data() + sizeof(format::Record), words.size() * 4);
  format::Record head;
  std::memcpy(&head, bytes.data(), sizeof(head));
  head.kind = uint16_t(kind);
  head.size = uint32_t(bytes.size());
  head.check = format::checkOf(words.data(), words.size());
  std::memcpy(bytes.data(), &head, sizeof(head));
  put(bytes);
  return *this;
}

LogWriter &LogWriter::event(format::EventKind kind, uint32_t object, uint32_t site) {
  format::Event event = {};
  event.kind = uint16_t(kind);
  event.size = sizeof(event);
  event.site = site;
  event.object = object;
  event.partner = format::kNoThread;
  put(std::string(reinterpret_cast<const char *>(&event), sizeof(event)));
  return *this;
}

LogWriter &LogWriter::process(const std::vector<std::string> &arguments, const std::string &folder) {
  std::string texts;
  for (const std::string &text : {std::string("/bin/app"), folder, std::string("help=0"), std::string("0.1.0")})
    texts += text + '\0';
  for (const std::string &argument : arguments)
    texts += argument + '\0';
  format::ProcessRecord record = {};
  record.argument_count = uint32_t(arguments.size());
  return this->record(format::RecordKind::kProcess, record, texts);
}

LogWriter &LogWriter::module(const std::string &path, uint64_t base, uint64_t size, const std::string &build_id,
                             bool is_instrumented) {
  format::ModuleRecord record = {};
  record.base = base;
  record.begin = base;
  record.end = base + size;
  record.path_bytes = uint32_t(path.size() + 1);
  record.build_id_bytes = uint32_t(build_id.size());
  record.flags = is_instrumented ? format::kModuleInstrumented : 0;
  return this->record(format::RecordKind::kModule, record, path + '\0' + build_id);
}

LogWriter &LogWriter::unit(uint64_t unit_id, uint64_t address, uint32_t site_base, uint32_t site_count) {
  return record(format::RecordKind::kUnit, format::UnitRecord{{}, unit_id, address, site_base, site_count});
}

LogWriter &LogWriter::thread(uint32_t thread, uint32_t parent, uint32_t site, uint32_t stack) {
  return record(format::RecordKind::kThread, format::ThreadRecord{{}, thread, parent, 100 + thread, stack, site, 0});
}

LogWriter &LogWriter::threadName(uint32_t thread, const std::string &name) {
  format::ThreadNameRecord record = {};
  record.thread = thread;
  std::memcpy(record.name, name.data(), std::min(name.size(), sizeof(record.name)));
  return this->record(format::RecordKind::kThreadName, record);
}

LogWriter &LogWriter::object(uint32_t object, format::ObjectKind kind, uint64_t address, uint32_t site) {
  return record(format::RecordKind::kObject,
                format::ObjectRecord{{}, object, uint32_t(kind), address, 0, 0, 0, 0, site, 0});
}

LogWriter &LogWriter::stack(uint32_t stack, const std::vector<uint64_t> &addresses) {
  return record(format::RecordKind::kStack, format::StackRecord{{}, stack, uint32_t(addresses.size())},
                bytesOf(addresses));
}

LogWriter &LogWriter::lockset(uint32_t lockset, const std::vector<format::LocksetEntry> &entries) {
  return record(format::RecordKind::kLockset, format::LocksetRecord{{}, lockset, uint32_t(entries.size())},
                bytesOf(entries));
}

LogWriter &LogWriter::wait(format::WaitRecord record, const std::vector<format::WaitCase> &cases,
                           const std::vector<uint32_t> &wakers) {
  record.object_count = uint32_t(cases.size());
  record.waker_count = uint32_t(wakers.size());
  return this->record(format::RecordKind::kWait, record, bytesOf(cases) + bytesOf(wakers));
}

LogWriter &LogWriter::note(const std::string &text, uint64_t value) {
  return record(format::RecordKind::kNote, format::NoteRecord{{}, value}, text + '\0');
}

std::string LogWriter::bytes() const {
  std::string file(reinterpret_cast<const char *>(&header), sizeof(header));
  file.resize(format::kHeaderBytes);
  file += chunks_;
  file.resize(format::kHeaderBytes + header.chunk_count * format::kChunkBytes);
  return file;
}

format::AccessRecord access(format::Operation operation, uint64_t address, uint32_t thread, uint32_t site,
                            uint32_t stack, uint32_t lockset) {
  format::AccessRecord record = {};
  record.address = address;
  record.size = 4;
  record.clock = 7;
  record.operation = uint16_t(operation);
  record.thread = thread;
  record.site = site;
  record.stack = stack;
  record.lockset = lockset;
  return record;
}

} // namespace gordian::testing
