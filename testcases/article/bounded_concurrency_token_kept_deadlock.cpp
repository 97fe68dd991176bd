// expect: deadlock tokens
// A task that leaves early without giving its token back: in the end nobody gets one.
#include <gordian/sync.hpp>

int main() {
  gordian::chan<gordian::void_t> tokens(2);
  gordian::wait_group tasks;
  for (int i = 0; i < 6; ++i)
    tasks.go([=]() mutable {
      tokens.send({});
      if (i % 2 == 0)
        return;
      tokens.receive();
    });
  tasks.wait();
}
