// A growable array for the detector's working memory, from the arena.
//
// May use base/ only. Items are moved as bytes: plain data only. Not thread-safe.
#ifndef GORDIAN_DEADLOCK_ARRAY_H
#define GORDIAN_DEADLOCK_ARRAY_H

#include "base/arena.h"
#include "base/bytes.h"

namespace gordian::deadlock {

template <class T> class Array : NonCopyable {
public:
  Array() = default;
  ~Array() {
    if (items_)
      arena::release(items_, capacity_ * sizeof(T));
  }

  void add(T item) {
    if (size_ == capacity_)
      reserve(size_ ? 2 * size_ : 16);
    items_[size_++] = item;
  }
  T removeLast() { return items_[--size_]; }
  /// Exactly `size` items, all zero.
  void reset(u32 size) {
    size_ = 0;
    reserve(size);
    size_ = size;
    if (size)
      fillBytes(items_, 0, size * sizeof(T));
  }
  void clear() { size_ = 0; }

  u32 size() const { return size_; }
  bool isEmpty() const { return size_ == 0; }
  T &operator[](u32 index) { return items_[index]; }
  const T &operator[](u32 index) const { return items_[index]; }
  T &last() { return items_[size_ - 1]; }

  /// Room for `capacity` items, so that adding them allocates nothing.
  void reserve(u32 capacity) {
    if (capacity <= capacity_)
      return;
    T *items = static_cast<T *>(arena::allocate(capacity * sizeof(T)));
    if (items_) {
      copyBytes(items, items_, size_ * sizeof(T));
      arena::release(items_, capacity_ * sizeof(T));
    }
    items_ = items;
    capacity_ = capacity;
  }

private:
  T *items_ = nullptr;
  u32 size_ = 0;
  u32 capacity_ = 0;
};

} // namespace gordian::deadlock

#endif
