// expect: clean
// Joined, detached, moved from, never started; and a program that ends itself as a forgotten thread would end it.
#include <exception>
#include <thread>
#include <unistd.h>
static void work() {}
int main() {
  {
    std::thread joined(work), detached(work), empty, moved(work);
    std::thread target = std::move(moved);
    joined.join();
    detached.detach();
    joined = std::move(target);
    joined.join();
  }
  std::set_terminate([] { _exit(0); });
  std::terminate();
}
