// expect: clean
// The same select, where the message comes in time.
#include <gordian/chan.hpp>

#include <chrono>
#include <thread>

using namespace std::chrono_literals;

int value;
gordian::chan<int> ch(1);

int main() {
  std::thread worker([] {
    value = 1;
    ch.send(0);
  });
  int seen = 0;
  gordian::select(gordian::on_receive(ch, [&](auto) { seen = value; }), gordian::on_timeout(60s, [] {}));
  worker.join();
  return seen == 1 ? 0 : 1;
}
