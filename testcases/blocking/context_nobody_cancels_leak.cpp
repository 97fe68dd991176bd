// expect: leaked-thread
// modes: O2
// A watcher waits for a context that is dropped without being canceled.
#include <gordian/chan.hpp>
#include <gordian/context.hpp>

int main() {
  gordian::context watched = gordian::context::background().with_cancel();
  gordian::chan<gordian::void_t> started;
  gordian::go([=]() mutable {
    gordian::chan<gordian::void_t> done = watched.done();
    started.send({});
    done.receive();
  });
  started.receive();
#ifdef MENDED
  watched.cancel();
#endif
}
