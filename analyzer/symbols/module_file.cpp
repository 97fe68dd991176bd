#include "symbols/module_file.h"

#include "runtime/abi/site_format.h"

#include "llvm/Object/BuildID.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace gordian::symbols {

namespace {

/// Changed since the process started? A build id decides; without one, the time of the last change.
bool hasChanged(const trace::Module &module, const llvm::object::ObjectFile &object, const std::string &path,
                uint64_t start_time_ns) {
  if (!module.build_id.empty()) {
    llvm::object::BuildIDRef now = llvm::object::getBuildID(&object);
    return now != llvm::ArrayRef<uint8_t>(module.build_id);
  }
  llvm::sys::fs::file_status status;
  if (llvm::sys::fs::status(path, status))
    return true;
  auto changed = status.getLastModificationTime().time_since_epoch();
  return start_time_ns != 0 &&
         std::chrono::duration_cast<std::chrono::nanoseconds>(changed).count() > int64_t(start_time_ns);
}

} // namespace

ModuleFile::ModuleFile(const trace::Module &module, const std::string &folder, uint64_t start_time_ns)
    : path_(module.path) {
  if (!path_.empty() && !llvm::sys::path::is_absolute(path_)) {
    llvm::SmallString<256> absolute(folder);
    llvm::sys::path::append(absolute, path_);
    path_ = std::string(absolute);
  }
  open(module, start_time_ns);
}

void ModuleFile::open(const trace::Module &module, uint64_t start_time_ns) {
  std::string quoted = "'" + path_ + "'";
  llvm::sys::fs::file_status status;
  if (llvm::sys::fs::status(path_, status) || status.type() != llvm::sys::fs::file_type::regular_file) {
    problem_ = quoted + " is not there any more";
    return;
  }
  auto binary = llvm::object::ObjectFile::createObjectFile(path_);
  if (!binary) {
    llvm::consumeError(binary.takeError());
    problem_ = quoted + " is no ELF file";
    return;
  }
  if (hasChanged(module, *binary->getBinary(), path_, start_time_ns)) {
    problem_ = quoted + " has changed since the run";
    return;
  }
  binary_ = std::move(*binary);
  readSites(*binary_.getBinary());
}

void ModuleFile::readSites(const llvm::object::ObjectFile &object) {
  for (const llvm::object::SectionRef &section : object.sections()) {
    auto name = section.getName();
    if (!name) {
      llvm::consumeError(name.takeError());
      continue;
    }
    if (*name != GORDIAN_SITE_SECTION)
      continue;
    if (auto contents = section.getContents())
      sites_ = SiteTable(*contents);
    else
      llvm::consumeError(contents.takeError());
    return;
  }
}

} // namespace gordian::symbols
