// expect: clean
// The answer never comes; the timeout does.
#include <gordian/chan.hpp>

#include <chrono>

using namespace std::chrono_literals;

int main() {
  gordian::chan<int> answer;
  bool is_late = false;
  gordian::select(gordian::on_receive(answer, [](std::optional<int>) {}),
                  gordian::on_timeout(20ms, [&] { is_late = true; }));
  return is_late ? 0 : 1;
}
