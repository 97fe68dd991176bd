// expect: use-after-free-race
// expect: data-race numbers
// push_back moves the elements away from under a reader.
#include "step.h"

#include <thread>
#include <vector>

std::vector<int> numbers(4, 1);
int copy;

int main() {
  std::thread reader([] {
    copy = numbers[2];
    step(1);
  });
  std::thread writer([] {
    step(2);
    numbers.push_back(5);
  });
  reader.join();
  writer.join();
}
