// expect: data-race text
// The copy that is sent is made by the sender: it races with another thread that changes the original.
#include "step.h"

#include <gordian/chan.hpp>

#include <string>
#include <thread>

std::string text = "a text that is too long for a small string";

int main() {
  gordian::chan<std::string> ch(1);
  std::thread sender([ch]() mutable {
    ch.send(text);
    step(1);
  });
  step(2);
  text[0] = 'A';
  ch.receive();
  sender.join();
}
