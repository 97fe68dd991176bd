// One readable line for each record and event of a log: everything that is in it, nothing that is not.
//
// May use record.h and names.h. Numbers are printed as they stand; nothing is resolved.
#ifndef GORDIAN_ANALYZER_LOG_RECORD_TEXT_H
#define GORDIAN_ANALYZER_LOG_RECORD_TEXT_H

#include "log/record.h"

#include <string>

namespace gordian::log {

/// "stack 3: depth 2: 0x401136 0x7f…". A record that is too short for what it says prints as "(too short)".
std::string recordText(const RecordView &record);
/// "#17 mutex-ok site 70 object 2 seq 5".
std::string eventText(uint64_t tseq, const format::Event &event);

} // namespace gordian::log

#endif
