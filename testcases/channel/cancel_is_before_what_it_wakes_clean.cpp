// expect: clean
// What precedes cancel happens before what follows the receive from done, in contexts below as well.
#include <gordian/context.hpp>

#include <thread>

int value;

int main() {
  gordian::context root = gordian::context::background().with_cancel();
  gordian::context child = root.with_value("key", 1).with_cancel();
  std::thread worker([root]() mutable {
    value = 1;
    root.cancel();
  });
  child.done().receive();
  const bool is_right = value == 1 && child.err() == "context canceled";
  worker.join();
  return is_right ? 0 : 1;
}
