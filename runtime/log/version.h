// What the runtime calls itself: in the log's header, and in the process record.
#ifndef GORDIAN_LOG_VERSION_H
#define GORDIAN_LOG_VERSION_H

#ifndef GORDIAN_VERSION
#define GORDIAN_VERSION "0.1.0"
#endif

namespace gordian::log {

inline constexpr char kVersionText[] = "gordian " GORDIAN_VERSION;

}  // namespace gordian::log

#endif
