// expect: deadlock ch
// Main joins a thread that waits for a message of main.
#include <gordian/chan.hpp>

#include <thread>

int main() {
  gordian::chan<int> ch;
  std::thread worker([ch]() mutable { ch.receive(); });
  worker.join();
  ch.send(1);
}
