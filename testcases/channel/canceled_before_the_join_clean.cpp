// expect: clean
// Main cancels first.
#include <gordian/context.hpp>

#include <thread>

int main() {
  gordian::context root = gordian::context::background().with_cancel();
  std::thread worker([root] { root.done().receive(); });
  root.cancel();
  worker.join();
}
