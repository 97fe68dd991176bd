// expect: clean
// Published with release order when it is complete: constructor and destructor are ordered with the calls.
#include <atomic>
#include <thread>

struct base {
  virtual int kind() { return 0; }
  virtual ~base() = default;
};

struct derived : base {
  int kind() override { return 1; }
};

std::atomic<base *> published{nullptr};
int result;

int main() {
  std::thread caller([] {
    base *object;
    while (!(object = published.load(std::memory_order_acquire)))
      ;
    result = object->kind();
  });
  published.store(new derived, std::memory_order_release);
  caller.join();
  delete published.load(std::memory_order_relaxed);
  return result != 1;
}
