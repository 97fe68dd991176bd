// expect: data-race message
// A buffered send may be over before its receive begins, so what follows the send is not after the receive.
#include "step.h"

#include <gordian/chan.hpp>

#include <string>
#include <thread>

int message;

int main() {
  gordian::chan<gordian::void_t> read(1);
  std::thread reader([=]() mutable {
    message = 1; // access A
    step(1);
    read.receive();
  });
  step(2);
  read.send({});
  const int seen = message; // access B
  reader.join();
  return seen < 0;
}
