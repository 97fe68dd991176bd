// expect: leaked-thread
// modes: O2
// A field that should hold a channel is still nil.
#include <gordian/chan.hpp>

#include <memory>

struct Server {
  gordian::chan<int> requests{nullptr};
};

int main() {
  auto server = std::make_shared<Server>();
#ifdef MENDED
  server->requests = gordian::chan<int>();
#endif
  gordian::chan<int> started;
  gordian::go([=]() mutable {
    started.close();
    server->requests.receive();
  });
  started.receive();
#ifdef MENDED
  server->requests.send(1);
#endif
}
