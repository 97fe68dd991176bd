// expect: clean
// new, new[], aligned new, nothrow new, made in one thread and deleted in another after a join.
#include <cstddef>
#include <new>
#include <thread>

struct alignas(64) wide {
  int value = 1;
};

int *one, *many;
wide *aligned;
char *careful;

int main() {
  for (int i = 0; i < 50; ++i) {
    std::thread maker([] {
      one = new int(1);
      many = new int[100]();
      aligned = new wide;
      careful = new (std::nothrow) char[10];
      careful[9] = 1;
    });
    maker.join();
    std::thread breaker([] {
      delete one;
      delete[] many;
      delete aligned;
      delete[] careful;
    });
    breaker.join();
  }
}
