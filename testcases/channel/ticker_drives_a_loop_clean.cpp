// expect: clean
// A worker counts ticks and reports; main stops the ticker and looks at the count afterwards.
#include <gordian/chan.hpp>

#include <chrono>
#include <thread>

using namespace std::chrono_literals;

int main() {
  int count = 0;
  gordian::ticker ticker(2ms);
  gordian::chan<gordian::void_t> stop, stopped;
  std::thread worker([&] {
    bool is_running = true;
    while (is_running)
      gordian::select(gordian::on_receive(ticker.channel(), [&](auto) { ++count; }),
                      gordian::on_receive(stop, [&](auto) { is_running = false; }));
    stopped.close();
  });
  gordian::after(20ms).receive();
  stop.close();
  stopped.receive();
  ticker.stop();
  const bool is_right = count > 0;
  worker.join();
  return is_right ? 0 : 1;
}
