// expect: leaked-thread
// modes: O2
// The consumer returns at the first bad item; the producer goes on into a full buffer.
#include <gordian/chan.hpp>

static void consume(gordian::chan<int> items) {
  for (int item : items)
    if (item == 2)
#ifdef MENDED
      break;
  while (items.receive()) {
  }
#else
      return;
#endif
}

int main() {
  gordian::chan<int> items(1);
  gordian::go([=]() mutable {
    for (int i = 0; i < 10; ++i)
      items.send(i);
    items.close();
  });
  consume(items);
}
