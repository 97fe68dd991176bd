#include "commands/files.h"

#include "commands/command.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

namespace gordian::commands {

std::optional<std::string> readWholeFile(const std::string &file, const std::string &purpose) {
  auto buffer = llvm::MemoryBuffer::getFile(file, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!buffer) {
    printError("cannot read " + purpose + " '" + file + "': " + buffer.getError().message());
    return std::nullopt;
  }
  return (*buffer)->getBuffer().str();
}

bool writeWholeFile(const std::string &file, llvm::StringRef bytes) {
  if (file.empty() || file == "-") {
    llvm::outs() << bytes; // main looks whether that went well
    return true;
  }
  std::error_code error;
  llvm::raw_fd_ostream out(file, error);
  if (!error) {
    out << bytes;
    out.close();
    error = out.error();
  }
  out.clear_error();
  if (error)
    printError("cannot write '" + file + "': " + error.message());
  return !error;
}

} // namespace gordian::commands
