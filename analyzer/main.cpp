// gordian: find the command, run it. What each does is in commands/, one file each.
#include "commands/command.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

namespace {

int runNamed(llvm::StringRef name, gordian::commands::Arguments arguments) {
  // The wrapper compilers are links to this program: `gordian-clang` is `gordian cc`, as one word.
  if (name.starts_with("gordian-clang++"))
    return gordian::commands::runCxx(arguments);
  if (name.starts_with("gordian-clang"))
    return gordian::commands::runCc(arguments);
  return gordian::commands::runGordian(arguments);
}

} // namespace

int main(int argc, char **argv) {
  llvm::SmallVector<std::string, 16> arguments(argv + (argc > 0), argv + argc);
  int status = runNamed(argc > 0 ? llvm::sys::path::filename(argv[0]) : "", arguments);
  // What nobody could read was not said: a full disk is no success.
  llvm::outs().flush();
  if (std::error_code error = llvm::outs().error()) {
    llvm::outs().clear_error();
    gordian::commands::printError("cannot write to standard output: " + error.message());
    return gordian::commands::kWrongUsage;
  }
  return status;
}
