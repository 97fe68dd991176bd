// What is behind a context: a tree of nodes, each with a done channel, and chains of values beside it.
//
// Ownership runs downwards: a node owns the nodes made from it, so that it can cancel them even where only their done
// channels are left, and a node whose owners are all gone can never be canceled by anybody and may go. The way up is a
// plain pointer that the parent clears. One inner lock guards all trees: cancellation is rare, and a lock for each node
// would have to be taken in chains. Order of locks: this one, then a channel's or the timers'.
#ifndef GORDIAN_DETAIL_CONTEXT_NODE_HPP
#define GORDIAN_DETAIL_CONTEXT_NODE_HPP

#include "../chan.hpp"
#include "timers.hpp"

#include <algorithm>
#include <any>
#include <string>
#include <vector>

namespace gordian::detail {

inline constexpr const char *kCanceled = "context canceled";
inline constexpr const char *kDeadlineExceeded = "context deadline exceeded";

inline constinit InnerLock context_lock;

/// One with_value. Immutable, so that finding needs no lock.
struct ContextValue : Counted {
  ContextValue(std::string its_key, std::any its_value, Handle<ContextValue> those_before)
      : key(std::move(its_key)), value(std::move(its_value)), before(std::move(those_before)) {}
  const std::string key;
  const std::any value;
  const Handle<ContextValue> before;
};

class ContextNode : public Counted {
public:
  /// A node below `parent` (null: the background) with these values, canceled at `deadline` (null: never).
  GORDIAN_INTERNAL static Handle<ContextNode> make(ContextNode *parent, const time_point *deadline,
                                                   Handle<ContextValue> values) {
    auto node = Handle<ContextNode>::adopt(new ContextNode(std::move(values)));
    const char *reason = parent ? parent->adopt(node) : nullptr;
    if (reason)
      cancel(node.get(), reason);
    else if (deadline && *deadline <= std::chrono::steady_clock::now())
      cancel(node.get(), kDeadlineExceeded);
    else if (deadline)
      armTimer(node, *deadline);
    return node;
  }

  GORDIAN_INTERNAL ~ContextNode() {
    Hold hold(context_lock);
    for (const Handle<ContextNode> &child : children_)
      child->parent_ = nullptr;
  }

  GORDIAN_INTERNAL Core<void_t> *done() const { return done_.get(); }
  GORDIAN_INTERNAL Handle<ContextValue> values() const { return values_; }

  /// Whether it is canceled. As a receive from the done channel that does not wait, so that a true answer is ordered
  /// after the cancellation.
  GORDIAN_INTERNAL bool isDone() {
    std::optional<void_t> nothing;
    return done_->tryReceive(nothing) == Outcome::kClosed;
  }
  /// Only once isDone.
  GORDIAN_INTERNAL const char *reason() const { return reason_; }

  GORDIAN_INTERNAL const std::any *find(const std::string &key) const {
    for (const ContextValue *each = values_.get(); each; each = each->before.get())
      if (each->key == key)
        return &each->value;
    return nullptr;
  }

  /// Cancels `node` and everything below it, unless that was done before.
  GORDIAN_INTERNAL static void cancel(ContextNode *node, const char *reason) {
    std::vector<Handle<ContextNode>> canceled; // outlives the hold: destruction takes the lock, too
    Hold hold(context_lock);
    if (node->reason_)
      return;
    canceled.push_back(Handle<ContextNode>::share(node));
    node->leaveParent();
    for (std::size_t i = 0; i < canceled.size(); ++i) {
      ContextNode &each = *canceled[i].get();
      each.finish(reason);
      for (Handle<ContextNode> &child : each.children_) {
        child->parent_ = nullptr;
        canceled.push_back(std::move(child));
      }
      each.children_.clear();
    }
  }

private:
  /// Cancels a node at its deadline. The node owns the timer, and the armed timer the node.
  class DeadlineTimer final : public Timer {
  public:
    GORDIAN_INTERNAL DeadlineTimer(time_point due, Handle<ContextNode> node)
        : Timer(due, time_point::duration::zero()), node_(std::move(node)) {}
    GORDIAN_INTERNAL void fire() override { cancel(node_.get(), kDeadlineExceeded); }

  private:
    Handle<ContextNode> node_;
  };

  GORDIAN_INTERNAL explicit ContextNode(Handle<ContextValue> values)
      : done_(Handle<Core<void_t>>::adopt(new Core<void_t>(0))), values_(std::move(values)) {}

  GORDIAN_INTERNAL static void armTimer(const Handle<ContextNode> &node, time_point deadline) {
    if (deadline == time_point::max())
      return;
    auto timer = Handle<Timer>::adopt(new DeadlineTimer(deadline, node));
    timer_queue.arm(timer);
    Hold hold(context_lock);
    if (!node->reason_)
      node->timer_ = timer.get(); // alive while armed, and disarmed before the node forgets it
    else
      timer_queue.disarm(timer.get(), false);
  }

  /// Makes `child` a child; or says why this node is canceled already.
  GORDIAN_INTERNAL const char *adopt(const Handle<ContextNode> &child) {
    std::vector<Handle<ContextNode>> dropped; // outlives the hold, too
    Hold hold(context_lock);
    if (reason_)
      return reason_;
    if (children_.size() >= sweep_at_) {
      dropUnreachable(dropped);
      sweep_at_ = std::max<std::size_t>(kFirstSweep, 2 * children_.size());
    }
    child->parent_ = this;
    children_.push_back(child);
    return nullptr;
  }

  /// Lets go of children that nobody but this node knows, so that a long-lived context does not collect what its users
  /// forgot to cancel.
  GORDIAN_INTERNAL void dropUnreachable(std::vector<Handle<ContextNode>> &dropped) {
    const auto is_reachable = [](const Handle<ContextNode> &child) {
      return !child->hasOneOwner() || !child->done_->hasOneOwner() || !child->children_.empty();
    };
    const auto middle = std::partition(children_.begin(), children_.end(), is_reachable);
    std::move(middle, children_.end(), std::back_inserter(dropped));
    children_.erase(middle, children_.end());
    for (Handle<ContextNode> &each : dropped)
      each->parent_ = nullptr;
  }

  GORDIAN_INTERNAL void leaveParent() {
    if (ContextNode *parent = std::exchange(parent_, nullptr))
      std::erase_if(parent->children_, [this](const Handle<ContextNode> &child) { return child.get() == this; });
  }

  GORDIAN_INTERNAL void finish(const char *reason) {
    reason_ = reason;
    if (!done_->isClosed()) // by somebody who took the channel for his own
      done_->close();
    if (timer_)
      timer_queue.disarm(timer_, false);
    timer_ = nullptr;
  }

  static constexpr std::size_t kFirstSweep = 32;

  const Handle<Core<void_t>> done_;
  const Handle<ContextValue> values_;
  // Guarded by context_lock:
  ContextNode *parent_ = nullptr;
  std::vector<Handle<ContextNode>> children_;
  std::size_t sweep_at_ = kFirstSweep;
  Timer *timer_ = nullptr;
  const char *reason_ = nullptr; ///< Set before done_ is closed, never changed after.
};

} // namespace gordian::detail

#endif
