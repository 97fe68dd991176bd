// expect: leaked-thread
// modes: O2
// Two workers report, one report is read. Mended: room for both.
#include <gordian/chan.hpp>

int main() {
#ifdef MENDED
  gordian::chan<int> errors(2);
#else
  gordian::chan<int> errors;
#endif
  for (int i = 0; i < 2; ++i)
    gordian::go([=]() mutable { errors.send(i); });
  errors.receive();
}
