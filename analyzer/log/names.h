// The names of record kinds, event kinds and operations, as `gordian dump` and the reports print them.
//
// May use runtime/abi/log_format.h. A kind without a name here is one that this gordian does not know.
#ifndef GORDIAN_ANALYZER_LOG_NAMES_H
#define GORDIAN_ANALYZER_LOG_NAMES_H

#include "runtime/abi/log_format.h"

#include "llvm/ADT/StringRef.h"

namespace gordian::log {

/// Empty for a kind that is not known.
llvm::StringRef recordName(uint16_t kind);
llvm::StringRef eventName(uint16_t kind);

/// Always a word; "unknown" for a value that is not known.
llvm::StringRef operationName(log_format::Operation operation);
llvm::StringRef objectKindName(log_format::ObjectKind kind);
llvm::StringRef memoryKindName(log_format::MemoryKind kind);
llvm::StringRef endedName(log_format::Ended ended);

} // namespace gordian::log

#endif
