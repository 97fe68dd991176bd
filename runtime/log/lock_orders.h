// Whether a log may tell of a deadlock that did not happen: the runtime sees none of those, the analyzer does.
//
// The runtime keeps which lock was taken with which in hand. Only where these pairs close a circle, or a thread waited for
// something else with a lock in hand, is a report of a run without findings worth starting. Being wrong costs such a
// report, nothing else: destroyed locks and those of a parent process are not forgotten.
#ifndef GORDIAN_LOG_LOCK_ORDERS_H
#define GORDIAN_LOG_LOCK_ORDERS_H

#include "base/types.h"

namespace gordian::lock_orders {

/// `taken` (a SyncObject's index, as `held`) was asked for, not tried, with `held` in hand. Thread-safe.
void took(u32 held, u32 taken);
/// Somebody waited for a message, a thread or the like with a lock in hand. Thread-safe.
void waitedHolding();
/// Whether the analyzer may find what the runtime did not.
bool maySaySomething();

}  // namespace gordian::lock_orders

#endif
