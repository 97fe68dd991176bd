// expect: clean
// With a single token the semaphore is a mutex: each task has received its token before the next one's send is over.
#include <gordian/sync.hpp>

int main() {
  gordian::chan<gordian::void_t> token(1);
  gordian::wait_group tasks;
  int done = 0;
  for (int i = 0; i < 20; ++i)
    tasks.go([&, token]() mutable {
      token.send({});
      ++done;
      token.receive();
    });
  tasks.wait();
  return done == 20 ? 0 : 1;
}
