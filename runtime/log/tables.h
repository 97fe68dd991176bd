// What the log has already, by key. Internal to log/.
#ifndef GORDIAN_LOG_TABLES_H
#define GORDIAN_LOG_TABLES_H

#include "log/id_table.h"

namespace gordian::log {

/// Locks: any of these before Store::lock, never two of them.
struct Tables {
  IdTable stacks, locksets, notes, modules;
};
extern Tables tables;

}  // namespace gordian::log

#endif
