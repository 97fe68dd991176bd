// expect: clean
// An unbuffered send is over only when it has been received: what precedes the receive is before what follows the send.
#include <gordian/chan.hpp>

#include <thread>

int message;

int main() {
  gordian::chan<gordian::void_t> read;
  std::thread reader([=]() mutable {
    message = 1;
    read.receive();
  });
  read.send({});
  const int seen = message;
  reader.join();
  return seen == 1 ? 0 : 1;
}
