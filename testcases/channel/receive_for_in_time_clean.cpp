// expect: clean
// A timed receive, and a timed send, that succeed order like untimed ones.
#include <gordian/chan.hpp>

#include <chrono>
#include <thread>

using namespace std::chrono_literals;

int there, back;
gordian::chan<int> ch;

int main() {
  std::thread worker([] {
    there = 1;
    ch.send_for(0, 60s);
    if (back == 1)
      ++back;
  });
  back = 1;
  ch.receive_for(60s);
  const bool is_right = there == 1;
  worker.join();
  return is_right && back == 2 ? 0 : 1;
}
