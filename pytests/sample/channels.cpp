// The channel library, which needs neither plugin nor runtime.
#include <gordian/chan.hpp>
#include <gordian/go.hpp>

int main() {
  gordian::chan<int> numbers;
  gordian::go([=]() mutable { numbers.send(7); });
  return numbers.receive() == 7 ? 0 : 1;
}
