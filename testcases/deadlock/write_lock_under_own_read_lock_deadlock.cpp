// expect: deadlock shared
// An upgrade that can't be: the writer waits for readers, one of which is itself.
#include <pthread.h>
#include <thread>

pthread_rwlock_t shared = PTHREAD_RWLOCK_INITIALIZER;

int main() {
  std::thread upgrader([] {
    pthread_rwlock_rdlock(&shared);
    std::thread other([] { pthread_rwlock_wrlock(&shared); });
    other.join();
  });
  upgrader.join();
}
