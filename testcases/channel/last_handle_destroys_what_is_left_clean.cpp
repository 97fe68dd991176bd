// expect: clean
// Messages that nobody has received are destroyed with the last handle, by whatever thread drops it.
#include <gordian/sync.hpp>

#include <string>

int main() {
  gordian::wait_group over;
  for (int i = 0; i < 20; ++i) {
    gordian::chan<std::string> ch(4);
    for (int t = 0; t < 2; ++t)
      over.go([ch]() mutable { ch.try_send(std::string(100, 'x')); });
    ch.try_send("a text that is too long for a small string");
  }
  over.wait();
}
