// See site_table.h.
//
// The block goes into the object as module-level assembly: that is the one way to a section that is not loaded which
// full LTO, ThinLTO and every linker keep. A global variable would always be loaded.
#include "site_table.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"

using namespace llvm;

namespace gordian {

SiteTable::SiteTable(StringRef source_file) : source_file_(string(source_file)) {}

uint32_t SiteTable::string(StringRef text) {
  if (text.empty())
    return 0;
  auto [entry, is_new] = string_offsets_.try_emplace(text, static_cast<uint32_t>(strings_.size()));
  if (is_new) {
    strings_ += text;
    strings_ += '\0';
  }
  return entry->second;
}

gordian_frame_record SiteTable::frameRecord(const SourceFrame &frame, uint32_t caller) {
  return {string(frame.function), string(frame.file), frame.line, frame.column, caller, 0};
}

uint32_t SiteTable::frameNumber(const gordian_frame_record &frame) {
  FrameKey key{frame.function, frame.file, frame.line, frame.column, frame.caller};
  auto [entry, is_new] = frame_numbers_.try_emplace(key, static_cast<uint32_t>(frames_.size()));
  if (is_new)
    frames_.push_back(frame);
  return entry->second;
}

uint32_t SiteTable::add(const Site &site) {
  uint32_t caller = 0;
  gordian_site_record record = {};
  for (size_t index = site.frames.size(); index-- > 0;) {
    record.frame = frameRecord(site.frames[index], caller);
    if (index > 0)
      caller = 1 + frameNumber(record.frame);
  }
  record.expression = string(site.expression);
  record.variable = string(site.variable);
  record.type = string(site.type);
  record.declared_file = string(site.declared_file);
  record.declared_line = site.declared_line;
  record.kind = static_cast<uint16_t>(site.kind);
  record.size = site.size;
  const gordian_frame_record &frame = record.frame;
  SiteKey key{{frame.function, frame.file, frame.line, frame.column, frame.caller},
              record.expression,
              record.variable,
              record.type,
              record.declared_file,
              record.declared_line,
              static_cast<uint32_t>(record.kind) << 16 | record.size};
  auto [entry, is_new] = site_numbers_.try_emplace(key, size());
  if (is_new)
    sites_.push_back(record);
  return entry->second;
}

template <class Record> static void append(std::string &bytes, const Record &record) {
  bytes.append(reinterpret_cast<const char *>(&record), sizeof record);
}

std::string SiteTable::serialize(uint64_t unit_id) const {
  gordian_site_block header = {};
  header.magic = GORDIAN_SITE_MAGIC;
  header.version = GORDIAN_SITE_VERSION;
  header.unit_id = unit_id;
  header.site_count = size();
  header.frame_count = static_cast<uint32_t>(frames_.size());
  header.string_bytes = static_cast<uint32_t>(strings_.size());
  header.source_file = source_file_;
  size_t used = sizeof header + sites_.size() * sizeof(gordian_site_record) +
                frames_.size() * sizeof(gordian_frame_record) + strings_.size();
  header.block_bytes = alignTo(used, 8);
  std::string bytes;
  bytes.reserve(header.block_bytes);
  append(bytes, header);
  for (const gordian_site_record &site : sites_)
    append(bytes, site);
  for (const gordian_frame_record &frame : frames_)
    append(bytes, frame);
  bytes += strings_;
  bytes.resize(header.block_bytes, '\0');
  return bytes;
}

uint64_t SiteTable::emit(Module &module) const {
  uint64_t unit_id = xxh3_64bits(serialize(0));
  std::string bytes = serialize(unit_id);
  std::string assembly;
  raw_string_ostream out(assembly);
  out << "\t.pushsection " GORDIAN_SITE_SECTION ",\"\",@progbits\n\t.p2align 3\n";
  constexpr size_t kNumbersInLine = 8;
  for (size_t offset = 0; offset < bytes.size(); offset += 8) {
    out << (offset % (8 * kNumbersInLine) == 0 ? "\t.quad " : ",");
    out << "0x" << utohexstr(support::endian::read64le(bytes.data() + offset), /*LowerCase=*/true);
    if (offset % (8 * kNumbersInLine) == 8 * (kNumbersInLine - 1) || offset + 8 == bytes.size())
      out << "\n";
  }
  out << "\t.popsection\n";
  module.appendModuleInlineAsm(assembly);
  return unit_id;
}

} // namespace gordian
