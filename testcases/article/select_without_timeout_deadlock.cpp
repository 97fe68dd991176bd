// expect: deadlock first
// Neither channel has a sender left, and the select has no other way out.
#include <gordian/chan.hpp>

#include <iostream>

int main() {
  gordian::chan<int> first, second;
  gordian::select(gordian::on_receive(first, [](std::optional<int> n) { std::cout << "first " << *n << '\n'; }),
                  gordian::on_receive(second, [](std::optional<int> n) { std::cout << "second " << *n << '\n'; }));
}
