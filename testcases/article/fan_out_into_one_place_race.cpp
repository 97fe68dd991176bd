// expect: data-race last
// Which thread got the last message is written by all of them.
#include <gordian/sync.hpp>

int last;

int main() {
  gordian::chan<int> work(2);
  gordian::wait_group takers;
  for (int i = 0; i < 2; ++i)
    takers.go([=]() mutable {
      last = *work.receive(); // access A
    });
  work.send(1);
  work.send(2);
  takers.wait();
  return last < 0;
}
