// go: start a thread as one starts a goroutine. An ordinary detached thread: the detector knows it by pthread_create.
#ifndef GORDIAN_GO_HPP
#define GORDIAN_GO_HPP

#include <functional>
#include <thread>
#include <type_traits>
#include <utility>

namespace gordian {

/// Runs f(args...) in a thread of its own, with copies of its arguments as std::thread makes them. The thread ends with
/// the process if not before; an exception that leaves `f` ends the process. Throws std::system_error if no thread can
/// be had.
template <class F, class... Args>
requires std::is_invocable_v<std::decay_t<F>, std::decay_t<Args>...>
void go(F &&f, Args &&...args) { std::thread(std::forward<F>(f), std::forward<Args>(args)...).detach(); }

} // namespace gordian

#endif
