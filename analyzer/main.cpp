// gordian: find the command, run it. What each does is in commands/, one file each.
#include "commands/command.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/raw_ostream.h"

int main(int argc, char **argv) {
  llvm::SmallVector<std::string, 16> arguments(argv + 1, argv + argc);
  int status = gordian::commands::runGordian(arguments);
  // What nobody could read was not said: a full disk is no success.
  llvm::outs().flush();
  if (std::error_code error = llvm::outs().error()) {
    llvm::outs().clear_error();
    gordian::commands::printError("cannot write to standard output: " + error.message());
    return gordian::commands::kWrongUsage;
  }
  return status;
}
