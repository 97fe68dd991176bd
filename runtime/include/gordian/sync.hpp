// The companions of channels: wait_group, error_group, rw_mutex and once.
//
// Each orders what Go's memory model says it orders, and its inner lock orders nothing. Threads that wait here are in
// the detector's wait-for graph. Programs use std::mutex and std::condition_variable for the rest.
#ifndef GORDIAN_SYNC_HPP
#define GORDIAN_SYNC_HPP

#include "chan.hpp"
#include "detail/parking.hpp"

#include <exception>
#include <system_error>

namespace gordian {

/// Counts what is under way; wait blocks until that is nothing. What precedes done happens before the end of a wait
/// that it lets go. May be destroyed as soon as a wait has returned.
class wait_group {
public:
  wait_group() = default;
  wait_group(const wait_group &) = delete;
  wait_group &operator=(const wait_group &) = delete;
  ~wait_group() {
    detail::IgnoreRegion ignored;
    detail::detector::objectDestroy(this);
  }

  /// `n` more, or fewer. Call it before the thread that will be waited for starts. Throws std::logic_error, and leaves
  /// the counter alone, where it would become negative.
  GORDIAN_RELEASE void add(int n = 1) {
    detail::IgnoreRegion ignored;
    detail::Finished finished;
    detail::Hold hold(lock_);
    const int64_t after = count_ + n;
    detail::detector::waitGroupAdd(this, n, after);
    if (after < 0)
      throw std::logic_error("negative wait_group counter");
    count_ = after;
    if (after == 0 && !waiters_.isEmpty()) {
      detail::takeAll(waiters_, finished);
      detail::detector::waitGranted(this);
    }
    hold.unlock(); // From here on a waiter may destroy the group.
    finished.wake();
  }
  GORDIAN_RELEASE void done() { add(-1); }

  GORDIAN_ACQUIRE void wait() {
    detail::IgnoreRegion ignored;
    detail::Hold hold(lock_);
    if (count_ > 0) {
      detail::WaitPoint point;
      detail::Waiter waiter;
      detail::park(hold, waiters_, point, waiter, GORDIAN_WAIT_WAIT_GROUP, this);
    }
    detail::detector::waitGroupWaited(this);
  }

  /// Runs f() in a thread of its own that is counted until `f` has returned and is destroyed.
  template <class F> void go(F f) {
    add(1);
    try {
      gordian::go([this, f = std::move(f)]() mutable {
        {
          F mine(std::move(f));
          std::invoke(mine);
        }
        done();
      });
    } catch (const std::system_error &) { // no thread to be had
      done();
      throw;
    }
  }

private:
  detail::InnerLock lock_;
  int64_t count_ = 0;
  detail::WaitQueue waiters_;
};

/// Threads that work on one thing and may fail. What a thread does happens before the end of wait.
class error_group {
public:
  error_group() = default;
  error_group(const error_group &) = delete;
  error_group &operator=(const error_group &) = delete;

  /// At most `limit` threads at a time from now on; 0: no limit. Throws std::logic_error while threads run.
  void set_limit(std::size_t limit) {
    if (slots_.size() > 0)
      throw std::logic_error("error_group: the limit cannot change while threads run");
    slots_ = limit > 0 ? chan<void_t>(limit) : chan<void_t>(nullptr);
  }

  /// Runs f() in a thread of its own; blocks as long as the limit is reached. `f` fails by returning a std::error_code
  /// that is set, or by throwing; it may also return nothing.
  template <class F> void go(F f) {
    if (slots_ == nullptr) {
      threads_.go([this, f = std::move(f)]() mutable { runAndKeepError(f); });
      return;
    }
    slots_.send({});
    try {
      threads_.go([this, f = std::move(f)]() mutable {
        runAndKeepError(f);
        slots_.receive();
      });
    } catch (const std::system_error &) { // no thread to be had
      slots_.receive();
      throw;
    }
  }

  /// Blocks until all threads are done, and throws the first error: a std::system_error of the code, or what was
  /// thrown.
  void wait() {
    threads_.wait();
    std::exception_ptr error;
    {
      detail::IgnoreRegion ignored;
      detail::Hold hold(lock_);
      error = error_;
    }
    if (error)
      std::rethrow_exception(error);
  }

private:
  template <class F> void runAndKeepError(F &f) {
    try {
      if constexpr (std::is_void_v<std::invoke_result_t<F &>>)
        std::invoke(f);
      else if (const std::error_code code = std::invoke(f))
        keep(std::make_exception_ptr(std::system_error(code)));
    } catch (...) {
      keep(std::current_exception());
    }
  }
  void keep(std::exception_ptr error) {
    detail::IgnoreRegion ignored;
    detail::Hold hold(lock_);
    if (!error_)
      error_ = std::move(error);
  }

  wait_group threads_;
  chan<void_t> slots_ = nullptr; ///< As many messages as threads; nil without a limit.
  detail::InnerLock lock_;
  std::exception_ptr error_;
};

/// A lock for one writer or many readers. A waiting writer keeps new readers out; the readers that waited for a writer
/// go before the next one, so neither kind starves. Giving back what is not held throws std::logic_error. Not
/// recursive: a reader that locks again behind a waiting writer is a deadlock, as in Go. Works with std::unique_lock,
/// std::shared_lock and std::lock_guard (has no try_lock).
class rw_mutex {
public:
  rw_mutex() = default;
  rw_mutex(const rw_mutex &) = delete;
  rw_mutex &operator=(const rw_mutex &) = delete;
  ~rw_mutex() {
    detail::IgnoreRegion ignored;
    detail::detector::objectDestroy(this);
  }

  GORDIAN_ACQUIRE void lock() {
    detail::IgnoreRegion ignored;
    acquire(Mode::kExclusive);
    detail::detector::lockAcquired(this, GORDIAN_LOCK_EXCLUSIVE);
  }
  GORDIAN_RELEASE void unlock() {
    detail::IgnoreRegion ignored;
    release(Mode::kExclusive);
  }
  GORDIAN_ACQUIRE void lock_shared() {
    detail::IgnoreRegion ignored;
    acquire(Mode::kShared);
    detail::detector::lockAcquired(this, GORDIAN_LOCK_SHARED);
  }
  GORDIAN_RELEASE void unlock_shared() {
    detail::IgnoreRegion ignored;
    release(Mode::kShared);
  }

private:
  enum class Mode { kExclusive, kShared };

  GORDIAN_INTERNAL bool isFreeFor(Mode mode) const {
    return mode == Mode::kExclusive ? !is_writing_ && readers_ == 0 : !is_writing_ && pending_writers_ == 0;
  }
  GORDIAN_INTERNAL void take(Mode mode) {
    if (mode == Mode::kExclusive)
      is_writing_ = true;
    else
      ++readers_;
  }

  GORDIAN_INTERNAL void acquire(Mode mode) {
    {
      detail::Hold hold(lock_);
      if (isFreeFor(mode))
        return take(mode);
      pending_writers_ += mode == Mode::kExclusive;
    }
    const bool is_writer = mode == Mode::kExclusive;
    for (;;) {
      detail::Hold hold(lock_);
      if (isFreeFor(mode)) {
        take(mode);
        pending_writers_ -= is_writer;
        return;
      }
      detail::WaitPoint point;
      detail::Waiter waiter;
      detail::park(hold, is_writer ? writer_queue_ : reader_queue_, point, waiter,
                   is_writer ? GORDIAN_WAIT_LOCK : GORDIAN_WAIT_LOCK_SHARED, this);
      if (waiter.granted)
        return;
    }
  }

  GORDIAN_INTERNAL void release(Mode mode) {
    detail::Finished finished;
    detail::Hold hold(lock_);
    const bool was_writing = mode == Mode::kExclusive;
    detail::detector::lockReleased(this, was_writing ? GORDIAN_LOCK_EXCLUSIVE : GORDIAN_LOCK_SHARED);
    if (was_writing ? !is_writing_ : readers_ == 0)
      throw std::logic_error(was_writing ? "unlock of unlocked rw_mutex" : "unlock_shared of unlocked rw_mutex");
    if (was_writing)
      is_writing_ = false;
    else
      --readers_;
    if (readers_ == 0 && !(writer_queue_.isEmpty() && reader_queue_.isEmpty()))
      handOn(was_writing, finished);
    hold.unlock();
    finished.wake();
  }

  /// The lock is free: gives it to the readers that waited for this writer, or to the first writer. All others are
  /// woken, too, and announce their wait anew, since to the detector a lock given back lets all who wait go.
  GORDIAN_INTERNAL void handOn(bool was_writing, detail::Finished &finished) {
    if (was_writing && !reader_queue_.isEmpty()) {
      while (detail::Waiter *reader = reader_queue_.claimFirst()) {
        reader->granted = true;
        ++readers_;
        finished.add(reader);
      }
    } else if (detail::Waiter *writer = writer_queue_.claimFirst()) {
      writer->granted = true;
      is_writing_ = true;
      --pending_writers_;
      finished.add(writer);
    }
    detail::takeAll(writer_queue_, finished);
    detail::takeAll(reader_queue_, finished);
    detail::detector::waitGranted(this);
  }

  detail::InnerLock lock_;
  bool is_writing_ = false;
  uint32_t readers_ = 0;         ///< Threads that hold it shared.
  uint32_t pending_writers_ = 0; ///< Writers that wait, also those that are awake to look again.
  detail::WaitQueue writer_queue_, reader_queue_;
};

/// Does something once, whoever comes first; the others wait until it is done, and what it did happens before their
/// call returns. As in Go it counts as done also when it ends by an exception, and a call from within is a deadlock.
class once {
public:
  once() = default;
  once(const once &) = delete;
  once &operator=(const once &) = delete;
  ~once() {
    detail::IgnoreRegion ignored;
    detail::detector::objectDestroy(this);
  }

  template <class F> GORDIAN_ACQUIRE void call(F &&f) {
    if (!begin())
      return;
    struct End {
      once &self;
      ~End() { self.end(); }
    } end{*this};
    std::invoke(std::forward<F>(f));
  }

private:
  enum State : uint32_t { kFresh, kRunning, kDone };

  /// True if the caller is to run the function; otherwise it has been run.
  GORDIAN_INTERNAL bool begin() {
    detail::IgnoreRegion ignored;
    if (state_.load(std::memory_order_acquire) != kDone) {
      detail::Hold hold(lock_);
      const State state = state_.load(std::memory_order_relaxed);
      if (state == kFresh) {
        state_.store(kRunning, std::memory_order_relaxed);
        return true;
      }
      if (state == kRunning) {
        detail::WaitPoint point;
        detail::Waiter waiter;
        detail::park(hold, waiters_, point, waiter, GORDIAN_WAIT_ONCE, this);
      }
    }
    detail::detector::acquire(this);
    return false;
  }
  GORDIAN_INTERNAL void end() {
    detail::IgnoreRegion ignored;
    detail::Finished finished;
    detail::Hold hold(lock_);
    detail::detector::release(this);
    state_.store(kDone, std::memory_order_release);
    if (!waiters_.isEmpty()) {
      detail::takeAll(waiters_, finished);
      detail::detector::waitGranted(this);
    }
    hold.unlock();
    finished.wake();
  }

  detail::InnerLock lock_;
  std::atomic<State> state_{kFresh};
  detail::WaitQueue waiters_;
};

} // namespace gordian

#endif
