// gordian: find the command, run it. What each does is in commands/, one file each.
#include "commands/command.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Path.h"

int main(int argc, char **argv) {
  llvm::SmallVector<std::string, 16> arguments(argv + (argc > 0), argv + argc);
  // The wrapper compilers are links to this program: `gordian-clang` is `gordian cc`, as one word.
  llvm::StringRef name = argc > 0 ? llvm::sys::path::filename(argv[0]) : "";
  if (name.starts_with("gordian-clang++"))
    return gordian::commands::runCxx(arguments);
  if (name.starts_with("gordian-clang"))
    return gordian::commands::runCc(arguments);
  return gordian::commands::runGordian(arguments);
}
