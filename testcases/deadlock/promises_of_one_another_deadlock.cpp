// expect: deadlock second.get_future()
// modes: O2
// Each of two threads waits for the value that the other has promised.
#include <future>
#include <thread>

std::promise<int> first, second;

int main() {
  std::thread one([] { first.set_value(second.get_future().get()); });
  std::thread other([] { second.set_value(first.get_future().get()); });
  one.join();
  other.join();
}
