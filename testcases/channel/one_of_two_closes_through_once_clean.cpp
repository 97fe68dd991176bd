// expect: clean
// Where any of several threads may be the one to close, once makes it one.
#include <gordian/sync.hpp>

#include <thread>

gordian::chan<int> ch;
gordian::once closing;

int main() {
  std::thread one([] { closing.call([] { ch.close(); }); }), two([] { closing.call([] { ch.close(); }); });
  ch.receive();
  one.join();
  two.join();
}
