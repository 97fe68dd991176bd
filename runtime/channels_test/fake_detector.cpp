// See fake_detector.h. Each hook is one line: it records its arguments.
#include "fake_detector.h"

#include <atomic>
#include <mutex>

struct gordian_thread {
  int ignore_depth = 0;
  bool is_waiting = false;
  bool is_checked = false;
};

namespace fake {
namespace {

std::mutex mutex; // The library never calls a hook while it needs this one.
std::vector<Call> recorded;
std::vector<std::string> broken_rules;
std::function<void()> wait_begin_callback;
thread_local gordian_thread my_thread;

void record(Call call) {
  call.by = &my_thread;
  const std::lock_guard lock(mutex);
  recorded.push_back(std::move(call));
}

void require(bool holds, const char *rule) {
  if (holds)
    return;
  const std::lock_guard lock(mutex);
  broken_rules.push_back(rule);
}

} // namespace

std::ostream &operator<<(std::ostream &out, const Call &call) {
  return out << call.hook << "(" << call.object << ", number " << call.number << ", after " << call.after << ")";
}

void clear() {
  const std::lock_guard lock(mutex);
  recorded.clear();
  broken_rules.clear();
  wait_begin_callback = nullptr;
}

std::vector<Call> calls(const std::vector<std::string> &hooks) {
  const std::lock_guard lock(mutex);
  std::vector<Call> chosen;
  for (const Call &call : recorded) {
    bool is_chosen = hooks.empty();
    for (const std::string &hook : hooks)
      is_chosen |= call.hook == hook;
    if (is_chosen)
      chosen.push_back(call);
  }
  return chosen;
}

int count(const std::string &hook) { return static_cast<int>(calls({hook}).size()); }
gordian_thread *self() { return &my_thread; }
int ignoreDepth() { return my_thread.ignore_depth; }

std::vector<std::string> violations() {
  const std::lock_guard lock(mutex);
  std::vector<std::string> all = broken_rules;
  if (my_thread.ignore_depth != 0)
    all.push_back("an ignored region was not ended");
  if (my_thread.is_waiting)
    all.push_back("a wait was not ended");
  return all;
}

void onWaitBegin(std::function<void()> callback) {
  const std::lock_guard lock(mutex);
  wait_begin_callback = std::move(callback);
}

} // namespace fake

using fake::my_thread, fake::record, fake::require;

extern "C" {

gordian_thread *__gordian_current(void) { return &my_thread; }

void __gordian_ignore_begin(void) { ++my_thread.ignore_depth; }
void __gordian_ignore_end(void) { require(--my_thread.ignore_depth >= 0, "ignore_end without ignore_begin"); }

void __gordian_release(const void *object) { record({.hook = "release", .object = object}); }
void __gordian_acquire(const void *object) { record({.hook = "acquire", .object = object}); }
void __gordian_object_destroy(const void *object) { record({.hook = "object_destroy", .object = object}); }
void __gordian_lock_acquired(const void *lock, uint32_t mode) {
  record({.hook = "lock_acquired", .object = lock, .number = mode});
}
void __gordian_lock_released(const void *lock, uint32_t mode) {
  record({.hook = "lock_released", .object = lock, .number = mode});
}
void __gordian_wait_group_add(const void *group, int64_t delta, int64_t after) {
  record({.hook = "wait_group_add", .object = group, .number = delta, .after = after});
}
void __gordian_wait_group_waited(const void *group) { record({.hook = "wait_group_waited", .object = group}); }

void __gordian_chan_make(const void *channel, uint64_t capacity, uint64_t element_size) {
  record({.hook = "chan_make",
          .object = channel,
          .number = static_cast<int64_t>(capacity),
          .after = static_cast<int64_t>(element_size)});
}
void __gordian_chan_destroy(const void *channel) { record({.hook = "chan_destroy", .object = channel}); }
void __gordian_chan_send(const void *channel, gordian_thread *thread, uint64_t k, uint64_t length) {
  record({.hook = "chan_send",
          .object = channel,
          .thread = thread,
          .number = static_cast<int64_t>(k),
          .after = static_cast<int64_t>(length)});
}
void __gordian_chan_receive(const void *channel, gordian_thread *thread, uint64_t k, uint64_t length) {
  record({.hook = "chan_receive",
          .object = channel,
          .thread = thread,
          .number = static_cast<int64_t>(k),
          .after = static_cast<int64_t>(length)});
}
void __gordian_chan_rendezvous(const void *channel, gordian_thread *sender, gordian_thread *receiver, uint64_t k) {
  record({.hook = "chan_rendezvous",
          .object = channel,
          .thread = sender,
          .partner = receiver,
          .number = static_cast<int64_t>(k)});
}
void __gordian_chan_close(const void *channel) { record({.hook = "chan_close", .object = channel}); }
void __gordian_chan_receive_closed(const void *channel, gordian_thread *thread) {
  record({.hook = "chan_receive_closed", .object = channel, .thread = thread});
}
void __gordian_chan_send_on_closed(const void *channel, gordian_thread *thread) {
  record({.hook = "chan_send_on_closed", .object = channel, .thread = thread});
}
void __gordian_chan_close_of_closed(const void *channel) {
  record({.hook = "chan_close_of_closed", .object = channel});
}

void __gordian_wait_begin(uint32_t operation, const gordian_wait_case *cases, uint32_t count, uint32_t timed) {
  require(!my_thread.is_waiting, "wait_begin in a wait");
  my_thread.is_waiting = true;
  my_thread.is_checked = false;
  record({.hook = "wait_begin",
          .object = count > 0 ? cases[0].object : nullptr,
          .number = operation,
          .after = timed,
          .cases = std::vector<gordian_wait_case>(cases, cases + count)});
  std::function<void()> callback;
  {
    const std::lock_guard lock(fake::mutex);
    callback = fake::wait_begin_callback;
  }
  if (callback)
    callback();
}
void __gordian_wait_check(void) {
  require(my_thread.is_waiting && !my_thread.is_checked, "wait_check outside of a wait, or twice");
  my_thread.is_checked = true;
  record({.hook = "wait_check"});
}
void __gordian_wait_end(void) {
  require(my_thread.is_waiting && my_thread.is_checked, "wait_end without wait_begin and wait_check");
  my_thread.is_waiting = false;
  record({.hook = "wait_end"});
}
void __gordian_wait_granted(const void *object) { record({.hook = "wait_granted", .object = object}); }

void __gordian_timers_pending(int32_t delta) { record({.hook = "timers_pending", .number = delta}); }
void __gordian_system_thread(void) { record({.hook = "system_thread"}); }
void __gordian_timer_arm(const void *timer) { record({.hook = "timer_arm", .object = timer}); }
void __gordian_timer_fire(const void *timer) { record({.hook = "timer_fire", .object = timer}); }

} // extern "C"
