// gordian: find the command, run it. What each does is in commands/, one file each.
#include "commands/command.h"

#include "llvm/ADT/SmallVector.h"

int main(int argc, char **argv) {
  llvm::SmallVector<std::string, 16> arguments(argv + 1, argv + argc);
  return gordian::commands::runGordian(arguments);
}
