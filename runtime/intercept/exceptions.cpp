// What libstdc++.so counts references to by itself: exceptions that are held by exception_ptr, strings of the old kind
// inside standard exceptions, locales. Its decrements are not seen, so what they order is told here.
//
// Layout and names: Itanium C++ ABI, section 2.2, and libstdc++'s unwind-cxx.h. Whoever drops a reference releases the
// object before; whoever destroys it acquires it in between. A program without C++ never calls these.
#include "base/arena.h"
#include "intercept/intercept.h"
#include "intercept/process.h"
#include "sync/waiting.h"

namespace gordian {
namespace {

using Destructor = void (*)(void *);

/// libstdc++'s header of an exception object, which lies just before the object.
struct ExceptionHeader {
  void *type; // of a dependent exception (rethrown by rethrow_exception): the primary's object
  Destructor destructor;
  void *unexpected, *terminate;
  ExceptionHeader *next;
  int handler_count, switch_value;
  const void *action, *language_data;
  u64 landing_pad;
  void *adjusted;
  u64 exception_class, cleanup, private_words[2]; // struct _Unwind_Exception
};
static_assert(sizeof(ExceptionHeader) == 112);

constexpr u64 kDependentClass = 0x474e5543432b2b01; // "GNUCC++\1"

/// The first word of the calling thread's __cxa_eh_globals.
ExceptionHeader *caught() {
  return real.__cxa_get_globals ? *static_cast<ExceptionHeader **>(real.__cxa_get_globals()) : nullptr;
}

void *objectOf(ExceptionHeader *header) {
  return header->exception_class == kDependentClass ? header->type : header + 1;
}

bool isShared(const void *object) { // the count lies 128 bytes before the object
  return loadRelaxed(static_cast<const int *>(object) - 32) > 1;
}

void releaseException(void *object) {
  if (object && isShared(object))
    tell(enterIgnored(), [&](Thread &self) { releaseObject(self, addressOf(object), ObjectKind::kOther); });
}

void acquireException(void *object) {
  tell(enterIgnored(), [&](Thread &self) {
    if (objects::find(addressOf(object)))
      acquireObject(self, addressOf(object), ObjectKind::kOther);
  });
}

/// The destructors of exception types, by number: the function that libstdc++ is to call instead must know which.
struct Wrapped {
  Wrapped *next;
  void *object;
  Destructor destructor;
};
SpinLock wrapped_lock;
Wrapped *wrapped_objects[256];

Wrapped **listOf(const void *object) { return &wrapped_objects[(addressOf(object) >> 4) % 256]; }

void destroyException(void *object) {
  Destructor destructor = nullptr;
  Wrapped *found = nullptr;
  tell(enterIgnored(), [&](Thread &) {
    SpinGuard guard(wrapped_lock);
    for (Wrapped **link = listOf(object); *link; link = &(*link)->next)
      if ((*link)->object == object) {
        found = *link;
        *link = found->next;
        break;
      }
    if (found) {
      destructor = found->destructor;
      arena::release(found, sizeof *found);
    }
  });
  acquireException(object);
  if (destructor)
    destructor(object);
}

/// What libstdc++ is to call instead of `destructor`, now that `object` is thrown.
Destructor wrap(void *object, Destructor destructor) {
  if (!destructor)
    return nullptr;
  Destructor instead = destructor;
  tell(enterIgnored(), [&](Thread &) {
    Wrapped *wrapped = static_cast<Wrapped *>(arena::allocate(sizeof(Wrapped)));
    SpinGuard guard(wrapped_lock);
    *wrapped = {*listOf(object), object, destructor};
    *listOf(object) = wrapped;
    instead = destroyException;
  });
  return instead;
}

} // namespace

void resetExceptionsAfterFork() { wrapped_lock = SpinLock(); }

GORDIAN_INTERPOSE(void, __cxa_throw, void *object, void *type, Destructor destructor) {
  real.__cxa_throw(object, type, wrap(object, destructor));
}
GORDIAN_INTERPOSE(void *, __cxa_init_primary_exception, void *object, void *type, Destructor destructor) {
  return real.__cxa_init_primary_exception(object, type, wrap(object, destructor));
}
GORDIAN_INTERPOSE(void, __cxa_end_catch, void) {
  ExceptionHeader *header = caught();
  if (header && header->exception_class >> 8 == kDependentClass >> 8)
    releaseException(objectOf(header));
  real.__cxa_end_catch();
}
GORDIAN_INTERPOSE(void, __cxa_free_exception, void *object) {
  acquireException(object);
  real.__cxa_free_exception(object);
}

// libc++abi's way to drop a reference.
GORDIAN_INTERPOSE(void, __cxa_decrement_exception_refcount, void *object) {
  if (object)
    tell(enterIgnored(), [&](Thread &self) { releaseObject(self, addressOf(object), ObjectKind::kOther); });
  real.__cxa_decrement_exception_refcount(object);
}

// std::exception_ptr::_M_release()
GORDIAN_INTERPOSE(void, _ZNSt15__exception_ptr13exception_ptr10_M_releaseEv, void **pointer) {
  releaseException(*pointer);
  real._ZNSt15__exception_ptr13exception_ptr10_M_releaseEv(pointer);
}

} // namespace gordian
