// expect: clean
// The fetch runs in a thread of its own and sends what became of it; main cancels it and waits for that.
#include "http.h"

using namespace std::chrono_literals;

int main() {
  http::server server("hello", 1s);
  gordian::context context = gordian::context::background().with_cancel();
  gordian::chan<std::string> outcome(1);
  gordian::go([=, port = server.port()]() mutable {
    try {
      outcome.send(http::get(context, port));
    } catch (const http::canceled &error) {
      outcome.send(error.what());
    }
  });
  std::this_thread::sleep_for(20ms);
  context.cancel();
  return *outcome.receive() == "context canceled" ? 0 : 1;
}
