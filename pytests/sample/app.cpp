// app [PLUGIN.so]: with a plugin, all three races; with the word "clean", none.
#include "counter.h"

#include <cstdio>
#include <cstring>
#include <dlfcn.h>
#include <thread>

static void (*hit)() = [] {};

static void work() {
  count();
  bump();
  hit();
}

int main(int argc, char **argv) {
  if (argc > 1 && !std::strcmp(argv[1], "clean")) {
    work();
    return 0;
  }
  if (argc > 1) {
    void *plugin = dlopen(argv[1], RTLD_NOW);
    if (!plugin) {
      std::fprintf(stderr, "app: %s\n", dlerror());
      return 2;
    }
    hit = reinterpret_cast<void (*)()>(dlsym(plugin, "hit"));
  }
  std::thread thread(work);
  work();
  thread.join();
}
