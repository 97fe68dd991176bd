// expect: deadlock quit
// Two workers, but one message to stop them: the second waits for its own for ever, and main for the worker.
#include <gordian/sync.hpp>

int main() {
  gordian::chan<gordian::void_t> quit;
  gordian::wait_group workers;
  for (int i = 0; i < 2; ++i)
    workers.go([=]() mutable { quit.receive(); });
  quit.send({}); // quit.close() would have reached both
  workers.wait();
}
