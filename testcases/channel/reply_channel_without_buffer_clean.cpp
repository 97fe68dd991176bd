// expect: clean
// A request carries the channel of its reply; the reply tells that the request has been dealt with.
#include <gordian/chan.hpp>

#include <thread>

struct Request {
  int *cell;
  gordian::chan<int> reply;
};

int main() {
  gordian::chan<Request> requests;
  std::thread server([requests]() mutable {
    for (Request &request : requests) {
      ++*request.cell;
      request.reply.send(*request.cell);
    }
  });
  int cell = 0;
  for (int i = 1; i <= 20; ++i) {
    Request request{&cell, gordian::chan<int>()};
    requests.send(request);
    if (request.reply.receive() != i || cell != i)
      return 1;
  }
  requests.close();
  server.join();
}
