// expect: data-race done
// Two tokens let two tasks in at the same time: what bounds their number does not guard what they share.
#include <gordian/sync.hpp>

int done;

int main() {
  gordian::chan<gordian::void_t> tokens(2);
  gordian::wait_group tasks;
  for (int i = 0; i < 2; ++i)
    tasks.go([=]() mutable {
      tokens.send({});
      ++done; // access A
      tokens.receive();
    });
  tasks.wait();
  return done < 0;
}
