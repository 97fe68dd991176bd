#include "symbols/site_table.h"

#include "runtime/abi/site_format.h"

#include <cstring>

namespace gordian::symbols {

namespace {

using Header = gordian_site_block;
using SiteRecord = gordian_site_record;
using FrameRecord = gordian_frame_record;

/// A block whose parts are known to fit into it.
class Block {
public:
  explicit Block(llvm::StringRef bytes) : bytes_(bytes) { std::memcpy(&header_, bytes.data(), sizeof(header_)); }

  bool siteAt(uint32_t index, SiteRecord &out) const {
    if (index >= header_.site_count)
      return false;
    std::memcpy(&out, bytes_.data() + sizeof(Header) + uint64_t(index) * sizeof(SiteRecord), sizeof(out));
    return true;
  }

  bool frameAt(uint32_t index, FrameRecord &out) const {
    if (index >= header_.frame_count)
      return false;
    std::memcpy(&out, bytes_.data() + framesBegin() + uint64_t(index) * sizeof(FrameRecord), sizeof(out));
    return true;
  }

  std::string textAt(uint32_t offset) const {
    if (offset >= header_.string_bytes)
      return "";
    llvm::StringRef texts =
        bytes_.substr(framesBegin() + uint64_t(header_.frame_count) * sizeof(FrameRecord), header_.string_bytes);
    return texts.substr(offset, texts.find('\0', offset) - offset).str();
  }

  uint32_t frameCount() const { return header_.frame_count; }

private:
  uint64_t framesBegin() const { return sizeof(Header) + uint64_t(header_.site_count) * sizeof(SiteRecord); }

  llvm::StringRef bytes_;
  Header header_;
};

/// Length of the block at the front of `bytes`, or 0 if none is there.
uint64_t blockLength(llvm::StringRef bytes) {
  Header header;
  if (bytes.size() < sizeof(header))
    return 0;
  std::memcpy(&header, bytes.data(), sizeof(header));
  uint64_t parts = sizeof(header) + uint64_t(header.site_count) * sizeof(SiteRecord) +
                   uint64_t(header.frame_count) * sizeof(FrameRecord) + header.string_bytes;
  bool fits = header.block_bytes <= bytes.size() && header.block_bytes % 8 == 0 && parts <= header.block_bytes;
  return header.magic == GORDIAN_SITE_MAGIC && header.version == GORDIAN_SITE_VERSION && fits ? header.block_bytes : 0;
}

findings::Frame frameOf(const Block &block, const FrameRecord &record) {
  findings::Frame frame;
  frame.function = block.textAt(record.function);
  frame.file = block.textAt(record.file);
  frame.line = record.line;
  frame.column = record.column;
  frame.is_inlined = record.caller != 0;
  return frame;
}

} // namespace

SiteTable::SiteTable(llvm::StringRef section) {
  while (section.size() >= 8) {
    if (uint64_t length = blockLength(section)) {
      uint64_t unit_id;
      std::memcpy(&unit_id, section.data() + offsetof(Header, unit_id), sizeof(unit_id));
      blocks_.emplace(unit_id, section.take_front(length));
      section = section.substr(length);
      continue;
    }
    if (section.take_front(8).find_first_not_of('\0') != llvm::StringRef::npos)
      damaged_bytes_ += 8;
    section = section.substr(8);
  }
}

std::optional<Site> SiteTable::site(uint64_t unit_id, uint32_t index) const {
  auto found = blocks_.find(unit_id);
  if (found == blocks_.end())
    return std::nullopt;
  Block block(found->second);
  SiteRecord record;
  if (!block.siteAt(index, record))
    return std::nullopt;
  Site site;
  site.frames.push_back(frameOf(block, record.frame));
  uint32_t caller = record.frame.caller;
  // A damaged chain of callers may be a circle; no honest one is longer than the table.
  FrameRecord frame;
  for (uint32_t steps = 0; caller != 0 && steps < block.frameCount() && block.frameAt(caller - 1, frame); ++steps) {
    site.frames.push_back(frameOf(block, frame));
    caller = frame.caller;
  }
  site.expression = block.textAt(record.expression);
  site.variable = block.textAt(record.variable);
  site.type = block.textAt(record.type);
  site.declared_file = block.textAt(record.declared_file);
  site.declared_line = record.declared_line;
  site.kind = record.kind;
  site.size = record.size;
  return site;
}

} // namespace gordian::symbols
