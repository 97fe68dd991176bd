// expect: clean
// Selects that send meet selects that receive on the same channels; each message is handed over with what it points
// to.
#include <gordian/chan.hpp>

#include <thread>

gordian::chan<int *> left, right;
int cells[200];

int main() {
  std::thread sender([] {
    for (int &cell : cells) {
      cell = 1;
      gordian::select(gordian::on_send(left, &cell, [] {}), gordian::on_send(right, &cell, [] {}));
    }
  });
  int sum = 0;
  for (int i = 0; i < 200; ++i)
    gordian::select(gordian::on_receive(left, [&](auto cell) { sum += (**cell)++; }),
                    gordian::on_receive(right, [&](auto cell) { sum += (**cell)++; }));
  sender.join();
  return sum == 200 ? 0 : 1;
}
