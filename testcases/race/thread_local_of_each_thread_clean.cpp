// expect: clean
// The same name, but an object for each thread; reused storage of a thread that is gone is new.
#include <thread>

thread_local int own;

int main() {
  for (int round = 0; round < 20; ++round) {
    std::thread first([] { own++; });
    std::thread second([] { own++; });
    own++;
    first.join();
    second.join();
  }
  return own != 20;
}
