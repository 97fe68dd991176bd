// expect: data-race
// Two threads hold one exception and both change it: that it is counted does not make it safe.
#include "step.h"

#include <exception>
#include <thread>

struct Error {
  int code = 0;
};

static void change(std::exception_ptr error, int when) {
  try {
    std::rethrow_exception(error);
  } catch (Error &caught) {
    step(when);
    ++caught.code; // access A
  }
}

int main() {
  std::exception_ptr error = std::make_exception_ptr(Error{});
  std::thread one(change, error, 1), two(change, error, 2);
  one.join();
  two.join();
}
