// expect: deadlock
// A worker waits for its context, and main for the worker.
#include <gordian/context.hpp>

#include <thread>

int main() {
  gordian::context root = gordian::context::background().with_cancel();
  std::thread worker([root] { root.done().receive(); });
  worker.join();
  root.cancel();
}
