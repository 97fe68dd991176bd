// expect: clean
// A class that says what it is: sends and receives order as those of a channel, its own lock is not seen.
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

class [[gordian::channel]] Mailbox {
public:
  [[gordian::capacity]] explicit Mailbox(unsigned capacity) : capacity_(capacity) {}
  [[gordian::send]] void put(int *letter) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return letters_.size() < capacity_; });
    letters_.push_back(letter);
    changed_.notify_all();
  }
  [[gordian::receive]] bool get(int *&letter) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return is_closed_ || !letters_.empty(); });
    if (letters_.empty())
      return false;
    letter = letters_.front();
    letters_.pop_front();
    changed_.notify_all();
    return true;
  }
  [[gordian::close]] void close() {
    std::lock_guard lock(mutex_);
    is_closed_ = true;
    changed_.notify_all();
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<int *> letters_;
  unsigned capacity_;
  bool is_closed_ = false;
};

Mailbox mailbox(1);
int numbers[100], turn, last;

int main() {
  std::thread sender([] {
    for (int i = 0; i < 100; ++i) {
      numbers[i] = i;
      mailbox.put(&numbers[i]);
    }
    last = 1;
    mailbox.close();
  });
  int sum = 0;
  for (int *letter; mailbox.get(letter);)
    sum += *letter;
  sum += last;
  sender.join();
  std::thread others[2];
  for (std::thread &other : others) // of capacity 1: a send comes after the receive before it
    other = std::thread([] {
      mailbox.put(nullptr);
      ++turn;
      int *mine;
      mailbox.get(mine);
    });
  for (std::thread &other : others)
    other.join();
  return sum != 4951;
}
