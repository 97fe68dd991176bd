// A program that never was, for tests: its module file with a site table, and logs of its runs. For tests only.
#ifndef GORDIAN_ANALYZER_TESTING_BANK_H
#define GORDIAN_ANALYZER_TESTING_BANK_H

#include "testing/log_writer.h"

#include <string>

namespace gordian::testing {

/// Sites of the program, as numbers in its logs.
enum BankSite : uint32_t {
  kBumpWrites = 64, ///< bump(int) writes `counter` at app.cpp:3:10, inlined into worker() at app.cpp:21:5
  kMainReads,       ///< main() reads `counter` at app.cpp:9:3
  kLeftLocksA,      ///< left() locks `a` at bank.cpp:18:3
  kLeftLocksB,
  kRightLocksB, ///< right() locks `b` at bank.cpp:27:3
  kRightLocksA,
  kMainSends,  ///< main() sends on `ch` at chan.cpp:5:6
  kMainStarts, ///< main() starts a thread at app.cpp:8:3
  kMainCloses,
};

/// Writes the module's file to the tests' folder and returns its path.
std::string writeBankModule();

/// A log with the process, the module, the unit and three threads: main, "left" and "right".
LogWriter bankLog(const std::string &module);

/// main reads and a worker writes `counter`, ten bytes of heap allocated by main; the worker holds lock 1.
void addRace(LogWriter &log);
/// left holds `a` and waits for `b`, right holds `b` and waits for `a`.
void addLockDeadlock(LogWriter &log);
/// main sends on `ch`, and nobody receives.
void addBlockedSend(LogWriter &log);
/// main sends on a channel that it has closed.
void addSendOnClosed(LogWriter &log);

} // namespace gordian::testing

#endif
