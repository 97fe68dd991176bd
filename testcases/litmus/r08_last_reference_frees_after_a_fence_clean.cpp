// expect: clean
// R8: shared_ptr drops its references this way; both the object and the control block are ordered.
#include "step.h"

#include <memory>
#include <thread>
#include <vector>

int main() {
  auto shared = std::make_shared<std::vector<int>>(2);
  std::thread first([copy = shared]() mutable {
    (*copy)[0] = 1;
    copy.reset();
    step(1);
  });
  std::thread second([copy = std::move(shared)]() mutable {
    (*copy)[1] = 2;
    step(2);
    copy.reset();
  });
  first.join();
  second.join();
}
