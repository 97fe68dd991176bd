// expect: clean
// The exception object made by the task is read by whoever gets it.
#include <future>
#include <stdexcept>
#include <string>

int main() {
  auto failing = std::async(std::launch::async, []() -> int { throw std::runtime_error("no such file: a long text"); });
  try {
    return failing.get();
  } catch (const std::runtime_error &error) {
    return std::string(error.what()).size() != 25;
  }
}
