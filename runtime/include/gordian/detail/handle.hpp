// Shared ownership of the library's objects: a pointer with a count in the object.
//
// std::shared_ptr would do, but its count would be seen by the detector as atomics of the program, and the release of
// one handle would then order what other threads do after theirs. Here all of it is inside ignored regions.
#ifndef GORDIAN_DETAIL_HANDLE_HPP
#define GORDIAN_DETAIL_HANDLE_HPP

#include "detector.hpp"

#include <atomic>
#include <cstdint>
#include <utility>

namespace gordian::detail {

/// Base of what a Handle owns. Starts with one owner.
class Counted {
public:
  GORDIAN_INTERNAL void retain() { owners_.fetch_add(1, std::memory_order_relaxed); }
  /// True for the last owner, who must delete the object.
  GORDIAN_INTERNAL bool releaseIsLast() { return owners_.fetch_sub(1, std::memory_order_acq_rel) == 1; }
  GORDIAN_INTERNAL bool hasOneOwner() const { return owners_.load(std::memory_order_acquire) == 1; }

protected:
  Counted() = default;
  ~Counted() = default;

private:
  std::atomic<uint64_t> owners_{1};
};

/// Owns a T that derives from Counted, or nothing. The pointer itself is the program's variable, and is seen by the
/// detector as any other (assigning a handle while another thread uses it is a race of the program's); the count is
/// not.
template <class T> class Handle {
public:
  constexpr Handle() noexcept = default;
  /// Takes over the ownership that a new object starts with.
  GORDIAN_INTERNAL static Handle adopt(T *object) noexcept { return Handle(object); }
  /// One more owner of `object`, which has at least one already.
  GORDIAN_INTERNAL static Handle share(T *object) noexcept {
    if (object) {
      IgnoreRegion ignored;
      object->retain();
    }
    return Handle(object);
  }

  Handle(const Handle &other) noexcept : object_(other.object_) {
    if (T *object = object_) {
      IgnoreRegion ignored;
      object->retain();
    }
  }
  Handle(Handle &&other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  Handle &operator=(Handle other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~Handle() {
    if (T *object = object_) {
      IgnoreRegion ignored;
      if (object->releaseIsLast())
        delete object;
    }
  }

  T *get() const noexcept { return object_; }
  T *operator->() const noexcept { return object_; }
  explicit operator bool() const noexcept { return object_ != nullptr; }
  friend bool operator==(const Handle &, const Handle &) = default;

private:
  explicit Handle(T *object) noexcept : object_(object) {}
  T *object_ = nullptr;
};

} // namespace gordian::detail

#endif
