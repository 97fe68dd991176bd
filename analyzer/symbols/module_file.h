// The file of a module that a log names: is it there, is it still the one that ran, and what did the plugin put in it.
//
// May use LLVM's Object library and site_table.h. Never asks the network (no debuginfod).
#ifndef GORDIAN_ANALYZER_SYMBOLS_MODULE_FILE_H
#define GORDIAN_ANALYZER_SYMBOLS_MODULE_FILE_H

#include "symbols/site_table.h"
#include "trace/trace.h"

#include "llvm/Object/ObjectFile.h"

#include <memory>
#include <string>

namespace gordian::symbols {

class ModuleFile {
public:
  /// Opens the module's file. `folder` is the working folder of the process, `start_time_ns` when it started.
  ModuleFile(const trace::Module &module, const std::string &folder, uint64_t start_time_ns);

  const std::string &path() const { return path_; }
  /// Empty if the file is the one that ran; else why nothing may be read from it: "'x' has changed since the run".
  const std::string &problem() const { return problem_; }
  const SiteTable &sites() const { return sites_; }

private:
  void open(const trace::Module &module, uint64_t start_time_ns);
  void readSites(const llvm::object::ObjectFile &object);

  std::string path_;
  std::string problem_;
  llvm::object::OwningBinary<llvm::object::ObjectFile> binary_; // owns the bytes that sites_ points into
  SiteTable sites_;
};

} // namespace gordian::symbols

#endif
