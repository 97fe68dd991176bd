// expect: data-race length
// When the context ends first, main reads what the fetch is yet to write.
#include "http.h"
#include "step.h"

using namespace std::chrono_literals;

std::size_t length;

int main() {
  http::server server("hello", 0ms);
  const gordian::context context = gordian::context::background().with_timeout(10ms);
  std::thread fetch([port = server.port()] {
    length = http::get(gordian::context::background(), port).size(); // access A
    step(1);
  });
  context.done().receive();
  step(2);
  const std::size_t seen = length; // access B
  fetch.join();
  return seen > 5;
}
