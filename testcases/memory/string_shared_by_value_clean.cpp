// expect: clean
// Each thread has a copy of its own.
#include <string>
#include <thread>

int main() {
  std::string text = "a text too long for the small buffer of std::string";
  std::string results[2];
  auto shout = [&results](int me, std::string own) {
    own += "!";
    results[me] = own;
  };
  std::thread first(shout, 0, text), second(shout, 1, text);
  first.join();
  second.join();
  return results[0] != results[1];
}
