// expect: clean
// Somebody else waits for the workers and closes; main receives meanwhile.
#include <gordian/sync.hpp>

#include <thread>

gordian::chan<int> results;

int main() {
  gordian::wait_group workers;
  for (int i = 0; i < 2; ++i)
    workers.go([i] { results.send(i); });
  std::thread closer([&] {
    workers.wait();
    results.close();
  });
  int sum = 0;
  for (int each : results)
    sum += each;
  closer.join();
  return sum == 1 ? 0 : 1;
}
