// Following the main thread.
#ifndef GORDIAN_INTERCEPT_THREADS_H
#define GORDIAN_INTERCEPT_THREADS_H

namespace gordian {

/// From now on everything is observed. Called once, by the main thread.
void followMainThread();

} // namespace gordian

#endif
