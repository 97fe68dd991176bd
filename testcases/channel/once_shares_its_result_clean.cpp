// expect: clean
// All that call once see what the one call did.
#include <gordian/sync.hpp>

#include <thread>

int value;
gordian::once once;

int get() {
  once.call([] { value = 42; });
  return value;
}

int main() {
  int seen[3];
  std::thread one([&] { seen[0] = get(); }), two([&] { seen[1] = get(); });
  seen[2] = get();
  one.join();
  two.join();
  return seen[0] == 42 && seen[1] == 42 && seen[2] == 42 ? 0 : 1;
}
