// expect: data-race shared
// stack: record < guarded
// An exception left four frames; the access after the catch has the catching function below it.
#include "step.h"

#include <stdexcept>
#include <thread>

int shared;

__attribute__((noinline)) void fail(int depth) {
  if (depth == 0)
    throw std::runtime_error("deep");
  fail(depth - 1);
  asm volatile("" ::: "memory");
}

__attribute__((noinline)) void record() {
  shared = 1; // access A
  asm volatile("" ::: "memory");
}

__attribute__((noinline)) void guarded() {
  try {
    fail(4);
  } catch (const std::exception &) {
    record();
  }
  asm volatile("" ::: "memory");
}

int main() {
  std::thread first([] {
    guarded();
    step(1);
  });
  std::thread second([] {
    step(2);
    shared = 2; // access B
  });
  first.join();
  second.join();
}
