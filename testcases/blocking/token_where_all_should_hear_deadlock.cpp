// expect: deadlock
// modes: O2
// Two wait for the end; one token is sent instead of a close.
#include <gordian/sync.hpp>

int main() {
  gordian::chan<gordian::void_t> quit;
  gordian::wait_group group;
  for (int i = 0; i < 2; ++i)
    group.go([=]() mutable { quit.receive(); });
#ifdef MENDED
  quit.close();
#else
  quit.send({});
#endif
  group.wait();
}
