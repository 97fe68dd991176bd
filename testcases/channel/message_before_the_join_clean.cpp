// expect: clean
// Main sends first and joins afterwards.
#include <gordian/chan.hpp>

#include <thread>

int main() {
  gordian::chan<int> ch;
  std::thread worker([ch]() mutable { ch.receive(); });
  ch.send(1);
  worker.join();
}
