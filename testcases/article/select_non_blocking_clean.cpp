// expect: clean
// With a default case select never waits: nothing there, no room, and then a message.
#include <gordian/chan.hpp>

int main() {
  gordian::chan<int> messages(1);
  int defaults = 0, received = 0;
  const auto poll = [&] {
    gordian::select(gordian::on_receive(messages, [&](std::optional<int> message) { received = *message; }),
                    gordian::otherwise([&] { ++defaults; }));
  };
  const auto offer = [&](int message) {
    gordian::select(gordian::on_send(messages, message, [] {}), gordian::otherwise([&] { ++defaults; }));
  };
  poll();   // nothing there
  offer(1); // taken
  offer(2); // no room
  poll();   // gets 1
  return defaults == 2 && received == 1 ? 0 : 1;
}
