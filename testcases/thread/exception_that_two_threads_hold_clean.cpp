// expect: clean
// One exception in two threads: the last of them destroys it, after the other has read it. libstdc++ counts inside.
#include "step.h"

#include <exception>
#include <stdexcept>
#include <string>
#include <thread>

struct Error : std::runtime_error {
  Error() : std::runtime_error("something went wrong, and here is a long text about it"), detail("a detail that is on the heap, too") {}
  std::string detail;
};

static unsigned read(std::exception_ptr error) {
  try {
    std::rethrow_exception(error);
  } catch (Error &caught) {
    error = nullptr;
    std::string text = caught.what();
    return static_cast<unsigned>(text.size() + caught.detail.size());
  }
}

int main() {
  std::exception_ptr error;
  try {
    throw Error();
  } catch (...) {
    error = std::current_exception();
  }
  unsigned first = 0, second = 0;
  std::thread one([&first, error]() mutable {
    first = read(std::move(error));
    step(1);
  });
  std::thread two([&second, error]() mutable {
    std::exception_ptr mine = std::move(error);
    second = read(mine);
    step(2);
    mine = nullptr;
  });
  error = nullptr;
  one.join();
  two.join();
  return first != second;
}
