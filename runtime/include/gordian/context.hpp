// context: a request's lifetime, as in Go. Carries cancellation, deadlines and values from callers to what they start.
//
// A context is canceled once, by cancel, by its deadline, or because the context that it was made from was; all of them
// close its done channel. What happened before the cancellation happens before a receive from done() that returns
// because of it, and before a canceled() or err() that tells of it. No lock of the library's orders anything.
#ifndef GORDIAN_CONTEXT_HPP
#define GORDIAN_CONTEXT_HPP

#include "chan.hpp"
#include "detail/context_node.hpp"

namespace gordian {

/// A handle; copies are cheap and mean the same context. All members may be called by any thread at any time.
class context {
public:
  /// The root of all contexts: never canceled, without values; its done() is the nil channel.
  static context background() { return context(); }

  /// A context that can be canceled by itself.
  context with_cancel() const { return derive(nullptr, values()); }
  /// A context that is canceled `timeout` from now, if not before.
  template <class Rep, class Period> context with_timeout(std::chrono::duration<Rep, Period> timeout) const {
    return with_deadline(detail::timeAfter(timeout));
  }
  /// A context that is canceled at `deadline`, if not before.
  context with_deadline(time_point deadline) const { return derive(&deadline, values()); }
  /// A context in which value(key) is `value`.
  context with_value(std::string key, std::any value) const {
    auto before = values();
    detail::IgnoreRegion ignored;
    return derive(nullptr, Values::adopt(new detail::ContextValue(std::move(key), std::move(value), before)));
  }

  /// Closed when the context is canceled. Receivers never get a message from it.
  chan<void_t> done() const {
    detail::ContextNode *const node = node_.get();
    detail::IgnoreRegion ignored;
    return node ? detail::Access::handleOf(node->done()) : chan<void_t>(nullptr);
  }
  bool canceled() const {
    detail::ContextNode *const node = node_.get();
    detail::IgnoreRegion ignored;
    return node && node->isDone();
  }
  /// Empty, "context canceled" or "context deadline exceeded".
  std::string err() const {
    detail::ContextNode *const node = node_.get();
    detail::IgnoreRegion ignored;
    return node && node->isDone() ? node->reason() : "";
  }
  /// What with_value set for `key`, here or in the nearest context that this one was made from; empty if nothing did.
  std::any value(std::string key) const {
    detail::ContextNode *const node = node_.get();
    const std::any *found = nullptr;
    {
      detail::IgnoreRegion ignored;
      found = node ? node->find(key) : nullptr;
    }
    return found ? *found : std::any(); // copied as the program's own value: seen by the detector
  }

  /// Cancels this context and all that were made from it; later calls do nothing, nor does canceling the background.
  void cancel() {
    detail::ContextNode *const node = node_.get();
    detail::IgnoreRegion ignored;
    if (node)
      detail::ContextNode::cancel(node, detail::kCanceled);
  }

private:
  using Values = detail::Handle<detail::ContextValue>;

  context() = default;
  explicit context(detail::Handle<detail::ContextNode> node) : node_(std::move(node)) {}
  Values values() const {
    detail::ContextNode *const node = node_.get();
    detail::IgnoreRegion ignored;
    return node ? node->values() : Values();
  }
  context derive(const time_point *deadline, Values values) const {
    detail::ContextNode *const parent = node_.get();
    detail::IgnoreRegion ignored;
    return context(detail::ContextNode::make(parent, deadline, std::move(values)));
  }

  detail::Handle<detail::ContextNode> node_; ///< Null: the background.
};

} // namespace gordian

#endif
