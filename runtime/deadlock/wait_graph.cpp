// The least fixpoint and the closed sets of the wait-for graph; see wait_graph.h.
#include "deadlock/wait_graph.h"

namespace gordian::deadlock {

// ---- Building

u32 WaitGraph::addThread(bool is_live, bool is_anyone) {
  Thread thread = {};
  thread.is_live = is_live;
  thread.is_anyone = is_anyone;
  thread.first_alternative = thread.set = kNone;
  threads_.add(thread);
  return threads_.size() - 1;
}

void WaitGraph::beginAlternative(u32 thread, u32 need, bool is_anyone) {
  Alternative alternative = {};
  alternative.thread = thread;
  alternative.next = threads_[thread].first_alternative;
  alternative.first = providers_.size();
  alternative.need = need;
  alternative.is_anyone = is_anyone;
  threads_[thread].first_alternative = alternatives_.size();
  alternatives_.add(alternative);
}

void WaitGraph::addAlternative(u32 thread, u32 need) { beginAlternative(thread, need, false); }
void WaitGraph::addAnyone(u32 thread, u32 need) { beginAlternative(thread, need, true); }

void WaitGraph::addProvider(u32 provider) {
  providers_.add(provider);
  ++alternatives_.last().count;
}

// ---- Who is live

void WaitGraph::indexProviders() {
  provided_begin_.reset(threads_.size() + 2);
  for (u32 i = 0; i < providers_.size(); ++i)
    ++provided_begin_[providers_[i] + 2];
  for (u32 i = 2; i < provided_begin_.size(); ++i)
    provided_begin_[i] += provided_begin_[i - 1];
  provided_.reset(providers_.size());
  // provided_begin_[t + 1] moves from the begin to the end of t's part while it is filled.
  for (u32 i = 0; i < alternatives_.size(); ++i) {
    const Alternative &alternative = alternatives_[i];
    for (u32 k = 0; k < alternative.count; ++k)
      provided_[provided_begin_[providers_[alternative.first + k] + 1]++] = i;
  }
}

void WaitGraph::markLive(u32 thread) {
  if (threads_[thread].is_live)
    return;
  threads_[thread].is_live = true;
  fresh_.add(thread);
}

void WaitGraph::propagate() {
  while (!fresh_.isEmpty()) {
    u32 thread = fresh_.removeLast();
    --dead_count_;
    if (threads_[thread].is_anyone)
      ++live_anyone_;
    for (u32 i = provided_begin_[thread]; i < provided_begin_[thread + 1]; ++i) {
      Alternative &alternative = alternatives_[provided_[i]];
      if (++alternative.live == alternative.need)
        markLive(alternative.thread);
    }
  }
}

void WaitGraph::revive(u32 thread) {
  if (threads_[thread].is_live)
    return;
  markLive(thread);
  do
    propagate();
  while (propagateToAnyone());
}

bool WaitGraph::propagateToAnyone() {
  u32 left = 0;
  for (u32 i = 0; i < waiting_for_anyone_.size(); ++i) {
    const Alternative &alternative = alternatives_[waiting_for_anyone_[i]];
    if (alternative.need <= live_anyone_)
      markLive(alternative.thread);
    else
      waiting_for_anyone_[left++] = waiting_for_anyone_[i];
  }
  while (waiting_for_anyone_.size() > left)
    waiting_for_anyone_.removeLast();
  return !fresh_.isEmpty();
}

void WaitGraph::solve() {
  indexProviders();
  dead_count_ = threads_.size();
  for (u32 i = 0; i < threads_.size(); ++i)
    if (threads_[i].is_live)
      fresh_.add(i);
  for (u32 i = 0; i < alternatives_.size(); ++i) {
    if (alternatives_[i].need == 0)
      markLive(alternatives_[i].thread);
    else if (alternatives_[i].is_anyone)
      waiting_for_anyone_.add(i);
  }
  do
    propagate();
  while (propagateToAnyone());
}

// ---- Closed sets: the components of the dead from which no way leads out

WaitGraph::Cursor WaitGraph::cursorOf(u32 thread) const { return {thread, threads_[thread].first_alternative, 0}; }

/// The next dead thread (or the vertex "anyone") that the cursor's thread waits for; kNone after the last.
u32 WaitGraph::nextDead(Cursor &cursor) const {
  if (cursor.thread == anyone()) {
    while (cursor.position < anyone()) {
      u32 thread = cursor.position++;
      if (!threads_[thread].is_live && threads_[thread].is_anyone)
        return thread;
    }
    return kNone;
  }
  for (; cursor.alternative != kNone;
       cursor.alternative = alternatives_[cursor.alternative].next, cursor.position = 0) {
    const Alternative &alternative = alternatives_[cursor.alternative];
    if (alternative.is_anyone && has_dead_anyone_ && cursor.position++ == 0)
      return anyone();
    while (cursor.position < alternative.count) {
      u32 provider = providers_[alternative.first + cursor.position++];
      if (!threads_[provider].is_live)
        return provider;
    }
  }
  return kNone;
}

void WaitGraph::search(u32 root) {
  auto reach = [this](u32 thread) {
    threads_[thread].order = threads_[thread].low = ++reached_;
    threads_[thread].is_on_stack = true;
    stack_.add(thread);
    path_.add(cursorOf(thread));
  };
  reach(root);
  while (!path_.isEmpty()) {
    u32 at = path_.last().thread;
    u32 other = nextDead(path_.last());
    if (other == kNone) {
      path_.removeLast();
      if (threads_[at].low == threads_[at].order)
        closeComponent(at);
      if (!path_.isEmpty()) {
        Thread &before = threads_[path_.last().thread];
        before.low = smallerOf(before.low, threads_[at].low);
      }
    } else if (threads_[other].order == 0) {
      reach(other);
    } else if (threads_[other].is_on_stack) {
      threads_[at].low = smallerOf(threads_[at].low, threads_[other].order);
    }
  }
}

/// `root` is the first of its component, which lies on the stack from `root` upwards.
void WaitGraph::closeComponent(u32 root) {
  u32 begin = stack_.size();
  do
    --begin;
  while (stack_[begin] != root);
  // A component is a set of its own until an edge is found that leaves it.
  u32 set = set_count_;
  for (u32 i = begin; i < stack_.size(); ++i)
    threads_[stack_[i]].set = set;
  bool is_closed = true;
  for (u32 i = begin; i < stack_.size(); ++i) {
    Cursor cursor = cursorOf(stack_[i]);
    for (u32 other; is_closed && (other = nextDead(cursor)) != kNone;)
      is_closed = threads_[other].set == set;
  }
  while (stack_.size() > begin) {
    Thread &thread = threads_[stack_.removeLast()];
    thread.is_on_stack = false;
    if (!is_closed)
      thread.set = kNone;
  }
  if (is_closed)
    ++set_count_;
}

void WaitGraph::findClosedSets() {
  for (u32 i = 0; i < threads_.size(); ++i)
    has_dead_anyone_ |= !threads_[i].is_live && threads_[i].is_anyone;
  addThread(false, false); // the vertex "anyone"
  for (u32 i = 0; i < anyone(); ++i)
    if (!threads_[i].is_live && threads_[i].order == 0)
      search(i);
  threads_.removeLast();
}

SetKind WaitGraph::kindOf(u32 set) const {
  u32 members = 0, edges = 0;
  bool has_several = false;
  for (u32 i = 0; i < threads_.size(); ++i) {
    if (threads_[i].set != set)
      continue;
    ++members;
    u32 providers = 0;
    for (u32 k = threads_[i].first_alternative; k != kNone; k = alternatives_[k].next) {
      const Alternative &alternative = alternatives_[k];
      if (alternative.is_anyone)
        providers += has_dead_anyone_ ? 2 : 0;
      for (u32 p = 0; p < alternative.count; ++p)
        providers += !threads_[providers_[alternative.first + p]].is_live;
    }
    edges += providers;
    has_several |= providers > 1;
  }
  if (edges == 0)
    return SetKind::kNever;
  if (has_several)
    return SetKind::kKnot;
  return members == 1 ? SetKind::kSelf : SetKind::kCycle;
}

/// Somebody of the same set, not listed yet, for whom `thread` waits; kNone if there is nobody.
u32 WaitGraph::nextInSet(u32 thread, const Array<u8> &is_listed) const {
  for (u32 k = threads_[thread].first_alternative; k != kNone; k = alternatives_[k].next)
    for (u32 i = 0; i < alternatives_[k].count; ++i) {
      u32 provider = providers_[alternatives_[k].first + i];
      if (threads_[provider].set == threads_[thread].set && !is_listed[provider])
        return provider;
    }
  return kNone;
}

void WaitGraph::listDead(Array<u32> &out) const {
  Array<u8> is_listed;
  is_listed.reset(threads_.size());
  for (u32 i = 0; i < threads_.size(); ++i)
    if (threads_[i].set != kNone)
      for (u32 next = is_listed[i] ? kNone : i; next != kNone; next = nextInSet(next, is_listed)) {
        is_listed[next] = 1;
        out.add(next);
      }
  for (u32 i = 0; i < threads_.size(); ++i)
    if (!threads_[i].is_live && threads_[i].set == kNone)
      out.add(i);
}

void WaitGraph::collectProviders(u32 thread, u32 limit, Array<u32> &out) const {
  auto add = [&](u32 provider) {
    for (u32 i = 0; i < out.size(); ++i)
      if (out[i] == provider)
        return;
    if (out.size() < limit)
      out.add(provider);
  };
  for (u32 k = threads_[thread].first_alternative; k != kNone; k = alternatives_[k].next) {
    const Alternative &alternative = alternatives_[k];
    for (u32 i = 0; i < alternative.count; ++i)
      add(providers_[alternative.first + i]);
    for (u32 i = 0; alternative.is_anyone && i < threads_.size() && out.size() < limit; ++i)
      if (threads_[i].is_anyone && i != thread)
        add(i);
  }
}

} // namespace gordian::deadlock
