// expect: clean
// What is sent is made under the lock, and sent without it; the receiver needs the lock first.
#include <gordian/chan.hpp>

#include <mutex>
#include <thread>

std::mutex mutex;
gordian::chan<int> ch;
int total = 1;

int main() {
  std::thread receiver([] {
    std::unique_lock lock(mutex);
    const int before = total;
    lock.unlock();
    const int received = *ch.receive();
    lock.lock();
    total = before + received;
  });
  std::unique_lock lock(mutex);
  const int message = total + 1;
  lock.unlock();
  ch.send(message);
  receiver.join();
  return total == 3 ? 0 : 1;
}
