// expect: clean
// The one call happens before every return of call_once and pthread_once, and so does its retry after an exception.
#include <mutex>
#include <pthread.h>
#include <stdexcept>
#include <thread>
#include <vector>

std::once_flag flag;
pthread_once_t once = PTHREAD_ONCE_INIT;
std::vector<int> table;
int limit, attempts;

void fill() {
  if (attempts++ == 0)
    throw std::runtime_error("the first attempt fails");
  table.assign(100, 7);
}

int use() {
  try {
    std::call_once(flag, fill);
  } catch (const std::runtime_error &) {
    std::call_once(flag, fill);
  }
  pthread_once(&once, [] { limit = 3; });
  return table[50] + limit;
}

int main() {
  int results[2];
  std::thread first([&] { results[0] = use(); });
  std::thread second([&] { results[1] = use(); });
  first.join();
  second.join();
  return results[0] != 10 || results[1] != 10;
}
