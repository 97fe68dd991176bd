// expect: clean
// atomic::wait returns after an acquiring load that saw the change.
#include <atomic>
#include <thread>

std::atomic<int> state{0};
int payload;

int main() {
  std::thread waiter([] {
    state.wait(0);
    payload++;
  });
  payload = 1;
  state.store(1);
  state.notify_all();
  waiter.join();
  return payload != 2;
}
