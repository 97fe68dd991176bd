// Exceptions, statics, cancellation and the C++ library's threads pass through interposed functions unharmed, whichever
// way the C++ library is linked.
#include "check.h"

#include <condition_variable>
#include <future>
#include <iostream>
#include <locale>
#include <mutex>
#include <pthread.h>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

namespace {

struct ThrowsTwice {
  ThrowsTwice() {
    static int attempts;
    if (++attempts < 3)
      throw std::runtime_error("again");
  }
};

void testStatic() {
  int caught = 0;
  for (int i = 0; i < 3; ++i) {
    try {
      static ThrowsTwice instance;
    } catch (std::runtime_error &) {
      ++caught;
    }
  }
  CHECK(caught == 2);
}

void testOnce() {
  std::once_flag flag;
  int calls = 0, caught = 0;
  for (int i = 0; i < 3; ++i) {
    try {
      std::call_once(flag, [&] {
        if (++calls == 1)
          throw 1;
      });
    } catch (int) {
      ++caught;
    }
  }
  CHECK(calls == 2 && caught == 1);
}

void testThreads() {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::thread> threads;
  std::string text;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      std::lock_guard guard(mutex);
      text += 'x';
      changed.notify_one();
    });
  {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return text.size() == 8; });
  }
  for (std::thread &thread : threads)
    thread.join();
  std::future<int> failed = std::async(std::launch::async, []() -> int { throw std::runtime_error("async"); });
  bool is_caught = false;
  try {
    failed.get();
  } catch (std::runtime_error &) {
    is_caught = true;
  }
  CHECK(is_caught);
}

void testLibraryState() {
  {
    std::locale plain("C"), own(plain, new std::numpunct<char>);
    CHECK(own != plain);
  }
  std::promise<int> promise;
  std::thread([&] { promise.set_value_at_thread_exit(3); }).join();
  CHECK(promise.get_future().get() == 3);
}

int unwound;
struct Unwound {
  ~Unwound() { ++unwound; }
};

void cancel(void *(*routine)(void *)) {
  pthread_t thread;
  void *value;
  CHECK(pthread_create(&thread, nullptr, routine, nullptr) == 0);
  usleep(5000);
  pthread_cancel(thread);
  CHECK(pthread_join(thread, &value) == 0 && value == PTHREAD_CANCELED);
}

void testCancellation() {
  cancel([](void *) -> void * {
    Unwound object;
    sleep(100);
    return nullptr;
  });
  cancel([](void *) -> void * {
    Unwound object;
    std::mutex mutex;
    std::condition_variable never;
    std::unique_lock lock(mutex);
    never.wait(lock);
    return nullptr;
  });
  CHECK(unwound == 2);
}

} // namespace

int main() {
  testStatic();
  testLibraryState();
  testOnce();
  testThreads();
  testCancellation();
  std::ostringstream text;
  text << 3.5 << ' ' << 7;
  std::cout << text.str() << std::endl;
  return text.str() == "3.5 7" ? 0 : 1;
}
