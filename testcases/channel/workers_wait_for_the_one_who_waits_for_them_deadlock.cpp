// expect: deadlock results
// Main waits for its workers before it receives what they send.
#include <gordian/sync.hpp>

gordian::chan<int> results;

int main() {
  gordian::wait_group workers;
  for (int i = 0; i < 2; ++i)
    workers.go([i] { results.send(i); });
  workers.wait();
  results.close();
  int sum = 0;
  for (int each : results)
    sum += each;
  return sum;
}
