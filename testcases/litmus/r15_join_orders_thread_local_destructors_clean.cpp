// expect: clean
// R15: a join returns after the destructors of thread_local objects have run.
#include <thread>

int closed;

struct session {
  ~session() { closed += open; }
  int open = 0;
};

thread_local session own;

int main() {
  std::thread thread([] { own.open = 1; });
  thread.join();
  return closed != 1;
}
