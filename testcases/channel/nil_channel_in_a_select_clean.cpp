// expect: clean
// In a select the nil channel is a case that is switched off.
#include <gordian/chan.hpp>

int main() {
  gordian::chan<int> off = nullptr, on(1);
  on.send(3);
  int seen = 0;
  gordian::select(gordian::on_receive(off, [&](auto) { seen = -1; }),
                  gordian::on_receive(on, [&](std::optional<int> value) { seen = *value; }));
  return seen == 3 ? 0 : 1;
}
