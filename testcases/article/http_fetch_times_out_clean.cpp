// expect: clean
// The server is slower than the timeout: the fetch ends with the context's error.
#include "http.h"

using namespace std::chrono_literals;

int main() {
  http::server server("hello", 1s);
  const gordian::context context = gordian::context::background().with_timeout(20ms);
  try {
    http::get(context, server.port());
  } catch (const http::canceled &error) {
    return std::string(error.what()) == "context deadline exceeded" ? 0 : 1;
  }
  return 1;
}
