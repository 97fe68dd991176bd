// expect: data-race changed_later
// What was done after the send is not handed over by it, though the sender and the receiver took one lock in turn.
#include <mutex>
#include <thread>
#include "step.h"

class [[gordian::channel]] Slot {
public:
  [[gordian::capacity]] explicit Slot(int) {}
  [[gordian::send]] bool put(int value) {
    std::lock_guard lock(mutex_);
    value_ = value;
    return true;
  }
  [[gordian::receive]] bool take(int &value) {
    std::lock_guard lock(mutex_);
    value = value_;
    value_ = 0;
    return value != 0;
  }

private:
  std::mutex mutex_;
  int value_ = 0;
};

Slot slot(2);
int changed_later;

int main() {
  int value = 0;
  std::thread sender([] {
    slot.put(1);
    changed_later = 1; // access A
    int other = 0;
    slot.take(other); // its lock orders nothing
    step(1);
  });
  step(2);
  slot.put(2);
  slot.take(value);
  changed_later = 2; // access B
  sender.join();
  return value != 2;
}
