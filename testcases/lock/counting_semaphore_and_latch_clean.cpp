// expect: clean
// std::counting_semaphore and std::latch, built on atomics and futexes inside the C++ library.
#include <latch>
#include <semaphore>
#include <thread>
#include <vector>

int main() {
  std::counting_semaphore<8> items(0);
  std::binary_semaphore turn(1);
  std::latch done(3);
  std::vector<int> stock;
  int taken = 0, finished[3] = {};
  auto put = [&](int me) {
    for (int i = 0; i < 50; ++i) {
      turn.acquire();
      stock.push_back(i);
      turn.release();
      items.release();
    }
    finished[me] = 1;
    done.count_down();
  };
  std::thread first(put, 0), second(put, 1);
  std::thread taker([&] {
    for (int i = 0; i < 100; ++i) {
      items.acquire();
      turn.acquire();
      taken++;
      turn.release();
    }
    finished[2] = 1;
    done.count_down();
  });
  done.wait();
  int sum = finished[0] + finished[1] + finished[2];
  first.join();
  second.join();
  taker.join();
  return sum != 3 || taken != 100;
}
