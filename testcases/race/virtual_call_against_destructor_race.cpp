// expect: vptr-race
// The base destructor stores its own virtual table pointer, unordered with the other thread's virtual call.
#include "step.h"

#include <new>
#include <thread>

struct base {
  virtual int kind() { return 0; }
  virtual ~base();
};

base::~base() { step(3); }

struct derived : base {
  int kind() override { return 1; }
};

alignas(derived) char storage[sizeof(derived)];
int result;

int main() {
  base *object = new (storage) derived;
  std::thread caller([object] {
    result = object->kind();
    step(1);
  });
  step(2);
  object->~base();
  caller.join();
}
