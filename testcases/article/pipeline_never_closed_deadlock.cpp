// expect: deadlock out
// A stage that forgets to close leaves the next one in its loop for ever.
#include <gordian/chan.hpp>

#include <iostream>
#include <vector>

gordian::receiver<int> gen(std::vector<int> numbers) {
  gordian::chan<int> out;
  gordian::go([=]() mutable {
    for (int number : numbers)
      out.send(number);
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
  for (int each : sq(gen({1, 2, 3, 4})))
    std::cout << each << '\n';
}
