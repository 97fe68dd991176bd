// expect: clean
// A fetch that is faster than its timeout gives its text.
#include "http.h"

using namespace std::chrono_literals;

int main() {
  http::server server("hello", 0ms);
  gordian::context context = gordian::context::background().with_timeout(20s);
  const std::string body = http::get(context, server.port());
  context.cancel();
  return body == "hello" ? 0 : 1;
}
