// Says in one sentence that the plugin was loaded by a clang of another version, and ends that clang.
//
// Runs as the very first constructor and calls nothing of LLVM but LLVMGetVersion of its C interface, looked up at run
// time: the classes that the rest of the plugin uses differ between versions, so any of their symbols may be missing.
#include "llvm/Config/llvm-config.h"

#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>
#include <unistd.h>

namespace {

using GetVersion = void (*)(unsigned *major, unsigned *minor, unsigned *patch);

__attribute__((constructor(101))) void checkVersion() {
  auto get_version = reinterpret_cast<GetVersion>(dlsym(RTLD_DEFAULT, "LLVMGetVersion"));
  unsigned major = 0;
  if (get_version)
    get_version(&major, nullptr, nullptr);
  if (major == LLVM_VERSION_MAJOR)
    return;
  char running[32] = "a clang older than 16";
  char remedy[64] = "";
  if (major != 0)
    snprintf(running, sizeof running, "clang %u", major);
  if (major == 19 || major == 22)
    snprintf(remedy, sizeof remedy, ", or build Gordian with GORDIAN_LLVM=%u", major);
  fprintf(stderr, "gordian: error: this gordian.so is for clang %d and was loaded by %s: use clang-%d%s\n",
          LLVM_VERSION_MAJOR, running, LLVM_VERSION_MAJOR, remedy);
  fflush(stderr);
  _exit(1);
}

} // namespace
