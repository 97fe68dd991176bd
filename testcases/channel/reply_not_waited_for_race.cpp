// expect: data-race cell
// The same request, where the client does not wait for the reply.
#include "step.h"

#include <gordian/chan.hpp>

#include <thread>

struct Request {
  int *cell;
  gordian::chan<int> reply;
};

int cell;

int main() {
  gordian::chan<Request> requests;
  std::thread server([requests]() mutable {
    Request request = *requests.receive();
    *request.cell = 1; // access A
    request.reply.send(1);
    step(1);
  });
  requests.send({&cell, gordian::chan<int>(1)});
  step(2);
  const int seen = cell; // access B
  server.join();
  return seen < 0;
}
