// expect: leaked-thread
// modes: O2
// The receiver gives up; the worker sends its answer to nobody. Mended: the channel has room for it.
#include <gordian/chan.hpp>

int main() {
#ifdef MENDED
  gordian::chan<int> answer(1);
#else
  gordian::chan<int> answer;
#endif
  gordian::chan<gordian::void_t> late;
  gordian::go([=]() mutable {
    late.receive();
    answer.send(42);
  });
  gordian::select(gordian::on_receive(answer, [](std::optional<int>) {}),
                  gordian::on_timeout(std::chrono::milliseconds(5), [] {}));
  late.close();
}
