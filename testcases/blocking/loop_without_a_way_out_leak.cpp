// expect: leaked-thread
// modes: O2
// A select in a loop has no case that ends it.
#include <gordian/chan.hpp>

int main() {
  gordian::chan<int> data, flush, stop;
  gordian::go([=]() mutable {
    for (bool goes_on = true; goes_on;)
      gordian::select(gordian::on_receive(data, [](std::optional<int>) {}),
                      gordian::on_receive(flush, [](std::optional<int>) {})
#ifdef MENDED
                          ,
                      gordian::on_receive(stop, [&](std::optional<int>) { goes_on = false; })
#endif
      );
  });
  data.send(1);
  flush.send(2);
#ifdef MENDED
  stop.close();
#endif
}
