#include "commands/sources.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

#include <array>
#include <set>

namespace gordian::commands {

namespace {

using namespace findings;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

constexpr uint32_t kAround = 4;
constexpr uint64_t kMaxBytes = 8 << 20;
constexpr size_t kMaxLineBytes = 400; // a generated line of a megabyte helps nobody

bool isSource(llvm::StringRef file) {
  static constexpr std::array<llvm::StringLiteral, 18> kEndings = {".c",   ".cc",  ".cpp", ".cxx", ".c++",  ".C",
                                                                   ".h",   ".hh",  ".hpp", ".hxx", ".h++",  ".H",
                                                                   ".inc", ".inl", ".ipp", ".tcc", ".cppm", ".def"};
  return llvm::is_contained(kEndings, path::extension(file));
}

class LineCollector {
public:
  void add(const Stack &stack) {
    for (const Frame &frame : stack)
      if (frame.line && !frame.is_plumbing && isSource(frame.file))
        for (uint32_t line = frame.line > kAround ? frame.line - kAround : 1; line <= frame.line + kAround; ++line)
          wanted_[frame.file].insert(line);
  }

  std::map<std::string, SourceText> read(const std::string &root) const {
    std::map<std::string, SourceText> sources;
    for (const auto &[file, lines] : wanted_) {
      llvm::SmallString<256> name(file);
      if (!path::is_absolute(name)) {
        name = root;
        path::append(name, file);
      }
      fs::file_status status;
      if (fs::status(name, status) || status.type() != fs::file_type::regular_file || status.getSize() > kMaxBytes)
        continue;
      if (auto buffer = llvm::MemoryBuffer::getFile(name))
        sources.emplace(file, linesOf((*buffer)->getBuffer(), lines));
    }
    return sources;
  }

private:
  static SourceText linesOf(llvm::StringRef text, const std::set<uint32_t> &wanted) {
    SourceText source;
    uint32_t number = 0, last = wanted.empty() ? 0 : *wanted.rbegin();
    while (!text.empty() && number < last) {
      auto [line, rest] = text.split('\n');
      if (wanted.count(++number))
        source.lines.emplace(number, line.rtrim('\r').take_front(kMaxLineBytes).str());
      text = rest;
    }
    return source;
  }

  std::map<std::string, std::set<uint32_t>> wanted_;
};

} // namespace

std::string sourceRoot(const std::string &named) {
  llvm::SmallString<256> root;
  if (!named.empty()) {
    if (fs::real_path(named, root))
      root = named;
    return std::string(root);
  }
  if (fs::current_path(root))
    return "";
  for (llvm::StringRef folder = root; !folder.empty(); folder = path::parent_path(folder))
    if (fs::exists(folder + "/.git"))
      return folder.str();
  return std::string(root);
}

void readSources(Report &report) {
  LineCollector collector;
  for (const Finding &finding : report.findings) {
    for (const Access &access : finding.accesses)
      collector.add(access.stack);
    for (const Wait &wait : finding.waits)
      collector.add(wait.stack);
  }
  report.sources = collector.read(report.source_root);
}

} // namespace gordian::commands
