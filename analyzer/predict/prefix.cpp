#include "predict/prefix.h"

#include <algorithm>
#include <utility>

namespace gordian::predict {

bool Prefix::include(Position event) {
  const Event &it = program_->at(event);
  reach(it.thread, it.index + 1);
  return settle();
}

bool Prefix::includeBefore(Position event) {
  const Event &it = program_->at(event);
  reach(it.thread, it.index);
  return settle();
}

void Prefix::reach(uint32_t thread, uint32_t length) {
  if (length > lengths_[thread])
    todo_.emplace_back(thread, length);
}

bool Prefix::settle() {
  while (!todo_.empty()) {
    auto [thread, length] = todo_.back();
    if (lengths_[thread] >= length) {
      todo_.pop_back();
      continue;
    }
    if (!takeIn(program_->thread(thread)[lengths_[thread]++]))
      return false;
  }
  return true;
}

bool Prefix::takeIn(Position event) {
  ++work_;
  auto take = [&](std::span<const Position> needed) {
    for (Position position : needed)
      reach(program_->at(position).thread, program_->at(position).index + 1);
  };
  take(program_->needs(event));
  if (rules_.keeps_data)
    take(program_->needsByData(event));
  if (program_->at(event).op == Op::kAcquire && keepsOrder(program_->at(event).object))
    take(program_->sectionsBefore(event));
  return !rules_.keeps_locks || program_->at(event).op != Op::kAcquire || acquire(event);
}

bool Prefix::keepsOrder(uint32_t lock) const {
  const std::vector<uint32_t> *free = rules_.free_locks;
  if (free && std::find(free->begin(), free->end(), lock) != free->end())
    return false;
  return rules_.keeps_other_locks || program_->objectAt(lock).is_handing_over;
}

bool Prefix::acquire(Position event) {
  LockState &lock = locks_[program_->at(event).object];
  bool has_writer = lock.last_writer != kNowhere;
  if (has_writer && lock.last_writer > event)
    return close(event);
  if (has_writer && !close(lock.last_writer))
    return false;
  if (program_->at(event).is_shared) {
    lock.open_readers.push_back(event);
    return true;
  }
  lock.last_writer = event;
  std::vector<Position> later;
  for (Position reader : lock.open_readers)
    if (reader > event)
      later.push_back(reader);
    else if (!close(reader))
      return false;
  lock.open_readers = std::move(later);
  return lock.open_readers.empty() || close(event);
}

bool Prefix::close(Position acquire) {
  Position release = program_->at(acquire).partner;
  if (release == kNowhere)
    return false;
  const Event &it = program_->at(release);
  reach(it.thread, it.index + 1);
  return true;
}

} // namespace gordian::predict
