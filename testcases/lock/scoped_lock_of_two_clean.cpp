// expect: clean
// std::scoped_lock takes two mutexes in any order without a deadlock, and both order.
#include <mutex>
#include <thread>

std::mutex left, right;
int accounts[2] = {100, 100};

int main() {
  std::thread there([] {
    for (int i = 0; i < 200; ++i) {
      std::scoped_lock lock(left, right);
      accounts[0]--;
      accounts[1]++;
    }
  });
  std::thread back([] {
    for (int i = 0; i < 200; ++i) {
      std::scoped_lock lock(right, left);
      accounts[1]--;
      accounts[0]++;
    }
  });
  there.join();
  back.join();
  return accounts[0] != 100;
}
