// expect: deadlock ch
// Once the alarm has gone off, with nobody listening, nothing is left to wake main.
#include <gordian/chan.hpp>

#include <chrono>

using namespace std::chrono_literals;

int main() {
  gordian::chan<int> ch;
  gordian::after(20ms);
  ch.receive();
}
