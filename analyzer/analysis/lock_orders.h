// Which locks were asked for with which in hand, by whom and where, straight from each thread's events.
//
// Needs no order between threads, so that a run whose lock orders agree, as most do, costs one pass and no more.
#ifndef GORDIAN_ANALYZER_ANALYSIS_LOCK_ORDERS_H
#define GORDIAN_ANALYZER_ANALYSIS_LOCK_ORDERS_H

#include "predict/lock_cycles.h"
#include "trace/trace.h"

#include <map>

namespace gordian::analysis {

/// One lock request with locks in hand; numbers are places in Trace::events of the thread.
struct LockRequest {
  size_t acquire = 0;
  std::vector<size_t> held; ///< where each lock of Dependency::held was taken, in the same order
};

/// A dependency, and where it came up.
struct LockOrder {
  std::map<trace::ThreadId, std::vector<LockRequest>> requests; ///< the first kMostRequests of each thread
  uint64_t count = 0;
  bool is_timed = false; ///< some of the requests would have given up by themselves

  static constexpr size_t kMostRequests = 256;
};

struct LockOrders {
  std::vector<predict::Dependency> dependencies; ///< locks are ObjectIds, threads ThreadIds
  std::vector<LockOrder> orders;                 ///< parallel to these
};

LockOrders collectLockOrders(const trace::Trace &trace);

} // namespace gordian::analysis

#endif
