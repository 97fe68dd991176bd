// expect: data-race counter
// counter++ is a read and a write, and nothing orders those of one thread with those of another.
#include <iostream>
#include <thread>
#include <vector>

int counter;

int main() {
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([] {
      for (int k = 0; k < 1000; ++k)
        counter++; // access A
    });
  for (std::thread &thread : threads)
    thread.join();
  std::cout << "counter = " << counter << '\n';
}
