#include "log/reader.h"

#include "log/chunk_walk.h"

#include "llvm/ADT/Twine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

#include <algorithm>

namespace gordian::log {

namespace {

using format::ChunkHeader;
using format::FileHeader;

std::string quoted(const std::string &name) { return "'" + name + "'"; }

/// All zero where the bytes end before it.
ChunkHeader headerAt(llvm::StringRef bytes, uint64_t offset) {
  ChunkHeader header = {};
  if (offset + sizeof(header) <= bytes.size())
    std::memcpy(&header, bytes.data() + offset, sizeof(header));
  return header;
}

bool hasChunkAt(llvm::StringRef bytes, uint64_t offset) { return headerAt(bytes, offset).magic == format::kChunkMagic; }

/// How many chunks of equal size the slot is divided into. If the first header is damaged the others still say it:
/// all of a slot's headers are written at once.
uint64_t partsOf(llvm::StringRef slot) {
  ChunkHeader first = headerAt(slot, 0);
  bool is_whole = first.magic == format::kChunkMagic;
  if (is_whole && first.parts <= 1)
    return 1;
  for (uint16_t parts : {4, 16, 64}) {
    ChunkHeader second = headerAt(slot, format::kChunkBytes / parts);
    bool others_agree = second.magic == format::kChunkMagic && second.parts == parts;
    if ((is_whole && first.parts == parts) || others_agree)
      return parts;
  }
  return 1;
}

/// Nothing if the header makes this a log of ours, or the sentence that says why not. A header whose magic is wrong is
/// forgiven if a chunk stands where the first one must be.
std::optional<std::string> whyUnreadable(llvm::StringRef bytes, const FileHeader &header, const std::string &name) {
  if (std::memcmp(header.magic, format::kMagic, sizeof(format::kMagic)) != 0 &&
      !hasChunkAt(bytes, format::kHeaderBytes))
    return quoted(name) + " is not a log of Gordian: name a .glog file, or a folder of them";
  if (header.byte_order == 0x04030201)
    return quoted(name) + " was written on a machine of the other byte order: read it there";
  if (header.version != format::kVersion) {
    size_t length = strnlen(header.tool_version, sizeof(header.tool_version));
    return (llvm::Twine(quoted(name)) + " has format " + llvm::Twine(header.version) + ", this gordian reads " +
            llvm::Twine(format::kVersion) + ": use the gordian that built the program ('" +
            llvm::StringRef(header.tool_version, length) + "')")
        .str();
  }
  return std::nullopt;
}

class FileWalk {
public:
  FileWalk(llvm::StringRef bytes, const FileHeader &header, Sink &sink, Account &account)
      : bytes_(bytes), header_(header), sink_(sink), account_(account) {}

  void walk() {
    walkHeader();
    uint64_t index = 0;
    for (uint64_t offset = format::kHeaderBytes; offset < bytes_.size(); offset += format::kChunkBytes)
      walkSlot(index++, offset);
    if (header_.chunk_count > index)
      lose(bytes_.size(), 0,
           (llvm::Twine("the file is cut short, ") + llvm::Twine(header_.chunk_count - index) + " of " +
            llvm::Twine(header_.chunk_count) + " slots are missing")
               .str());
  }

private:
  void walkHeader() {
    account_.analysed += sizeof(FileHeader);
    account_.unused += std::min<uint64_t>(bytes_.size(), format::kHeaderBytes) - sizeof(FileHeader);
    bool whole = std::memcmp(header_.magic, format::kMagic, sizeof(format::kMagic)) == 0 &&
                 header_.byte_order == format::kByteOrder && header_.header_bytes == format::kHeaderBytes &&
                 header_.chunk_bytes == format::kChunkBytes;
    sink_.header(header_);
    if (!whole)
      lose(0, 0, "the file header is damaged");
  }

  void walkSlot(uint64_t index, uint64_t offset) {
    llvm::StringRef slot = bytes_.substr(offset, format::kChunkBytes);
    uint64_t chunk_bytes = format::kChunkBytes / partsOf(slot);
    for (uint64_t begin = 0; begin < slot.size(); begin += chunk_bytes)
      walkChunk(index, offset + begin, slot.substr(begin, chunk_bytes), chunk_bytes);
  }

  void walkChunk(uint64_t index, uint64_t offset, llvm::StringRef bytes, uint64_t chunk_bytes) {
    if (bytes.size() < sizeof(ChunkHeader)) {
      account_.lost += bytes.size();
      return lose(offset, bytes.size(), "a chunk header that is cut off");
    }
    if (bytes.take_front(sizeof(ChunkHeader)).find_first_not_of('\0') == llvm::StringRef::npos) {
      account_.unused += bytes.size(); // never begun, also if it is counted already
      return;
    }
    Chunk chunk{index, offset, headerAt(bytes, 0)};
    walkBody(chunk, bytes.substr(sizeof(ChunkHeader)), chunk_bytes - sizeof(ChunkHeader));
  }

  /// `body` is shorter than `capacity` where the file ends inside the chunk.
  void walkBody(Chunk &chunk, llvm::StringRef body, uint64_t capacity) {
    auto kind = format::ChunkKind(chunk.header.kind);
    bool is_sound = chunk.header.magic == format::kChunkMagic && chunk.header.used <= capacity &&
                    chunk.header.kind <= uint16_t(format::ChunkKind::kEvents) && chunk.header.used % 8 == 0;
    account_.analysed += sizeof(ChunkHeader);
    sink_.chunk(chunk);
    if (!is_sound) {
      lose(chunk.offset, 0, "a chunk header that is damaged");
      // How far it is filled is to be seen: what was never written is zero. Records with a right check are still what
      // they say; the rest is lost.
      uint64_t filled = (body.find_last_not_of('\0') + 8) / 8 * 8;
      ChunkWalk(chunk, body, filled, sink_, account_).walkKept();
      return;
    }
    if (chunk.header.used > body.size())
      lose(bytes_.size(), 0, ("the file ends in the middle of slot " + llvm::Twine(chunk.index)).str());
    ChunkWalk walk(chunk, body, chunk.header.used, sink_, account_);
    if (kind == format::ChunkKind::kKept)
      walk.walkKept();
    else if (kind == format::ChunkKind::kEvents)
      walk.walkEvents();
    else
      account_.unused += body.size();
  }

  void lose(uint64_t offset, uint64_t bytes, const std::string &reason) {
    ++account_.damaged_places;
    sink_.damaged(offset, bytes, reason);
  }

  llvm::StringRef bytes_;
  const FileHeader &header_;
  Sink &sink_;
  Account &account_;
};

} // namespace

std::unique_ptr<llvm::MemoryBuffer> loadLog(const std::string &path, std::string &error) {
  llvm::sys::fs::file_status status;
  if (llvm::sys::fs::status(path, status)) {
    error = "no log at " + quoted(path) + ": run the program first, or set GORDIAN_OPTIONS=log_dir=FOLDER when it runs";
    return nullptr;
  }
  if (status.type() != llvm::sys::fs::file_type::regular_file) {
    error = quoted(path) + " is not a log of Gordian: name a .glog file, or a folder of them";
    return nullptr;
  }
  // Volatile: read, not mapped, so that a file cut meanwhile cannot end us with SIGBUS.
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false, /*RequiresNullTerminator=*/false,
                                            /*IsVolatile=*/true);
  if (buffer)
    return std::move(*buffer);
  error = "cannot read " + quoted(path) + ": " + buffer.getError().message();
  return nullptr;
}

std::optional<std::string> readLog(llvm::StringRef bytes, const std::string &name, Sink &sink, Account &account) {
  account = Account();
  account.file_bytes = bytes.size();
  if (bytes.empty())
    return quoted(name) + " is empty: the program was killed before it wrote anything; run it again";
  FileHeader header;
  if (bytes.size() < sizeof(header))
    return (llvm::Twine(quoted(name)) + " is not a log of Gordian: it has " + llvm::Twine(bytes.size()) +
            " bytes, and the header alone has " + llvm::Twine(sizeof(header)))
        .str();
  std::memcpy(&header, bytes.data(), sizeof(header));
  if (auto reason = whyUnreadable(bytes, header, name))
    return reason;
  FileWalk(bytes, header, sink, account).walk();
  return std::nullopt;
}

} // namespace gordian::log
