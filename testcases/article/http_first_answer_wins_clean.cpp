// expect: clean
// The same text from a fast and a slow server: the first answer cancels the other fetch.
#include "http.h"

#include <gordian/sync.hpp>

using namespace std::chrono_literals;

int main() {
  http::server fast("fast", 0ms), slow("slow", 1s);
  gordian::context context = gordian::context::background().with_timeout(20s);
  gordian::chan<std::string> answers(2);
  gordian::wait_group fetches;
  for (in_port_t port : {fast.port(), slow.port()})
    fetches.go([=]() mutable {
      try {
        answers.send(http::get(context, port));
      } catch (const http::canceled &) {
      }
    });
  const std::string first = *answers.receive();
  context.cancel();
  fetches.wait();
  return first == "fast" ? 0 : 1;
}
