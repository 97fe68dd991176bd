// expect: clean
// gen | sq | sq: each stage closes what it sends on when what it receives from is closed.
#include <gordian/chan.hpp>

#include <vector>

gordian::receiver<int> gen(std::vector<int> numbers) {
  gordian::chan<int> out;
  gordian::go([=]() mutable {
    for (int number : numbers)
      out.send(number);
    out.close();
  });
  return out;
}

gordian::receiver<int> sq(gordian::receiver<int> in) {
  gordian::chan<int> out;
  gordian::go([=]() mutable {
    for (int number : in)
      out.send(number * number);
    out.close();
  });
  return out;
}

int main() {
  int sum = 0;
  for (int each : sq(sq(gen({1, 2, 3, 4}))))
    sum += each;
  return sum == 1 + 16 + 81 + 256 ? 0 : 1;
}
