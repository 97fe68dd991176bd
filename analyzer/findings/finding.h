// What a finding is: one shape for all kinds, with everything a report may say. Data only.
//
// May use frame.h and the kinds of runtime/abi/log_format.h. Analyses make these, formats print them, and neither knows
// the other. What is not known is empty, 0 or nothing.
#ifndef GORDIAN_ANALYZER_FINDINGS_FINDING_H
#define GORDIAN_ANALYZER_FINDINGS_FINDING_H

#include "findings/frame.h"
#include "runtime/abi/log_format.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gordian::findings {

using Kind = log_format::FindingKind;

enum class Severity { kError, kWarning, kNote };
enum class Certainty { kObserved, kPredicted, kConfirmed, kCandidate };
enum class ObjectKind { kOther, kGlobal, kHeap, kStack, kTls, kLock, kChannel, kCondition, kWaitGroup, kThread };

/// The memory or the synchronisation object that a finding is about.
struct Object {
  ObjectKind kind = ObjectKind::kOther;
  std::string name; ///< as the source says it: "job->state"; empty if the source is not known
  std::string type;
  std::string detail; ///< what the kind leaves open: "mutex", "semaphore", "unbuffered channel"
  uint64_t size = 0, address = 0;
  std::optional<uint32_t> made_by; ///< thread that allocated or made it, or whose stack it is
  Stack made_at;
  std::string declared_file;
  uint32_t declared_line = 0;
};

struct HeldLock {
  Object lock;
  bool is_shared = false;
  Stack taken_at;
};

struct Access {
  std::string operation; ///< "read", "atomic-write", "free"
  uint64_t size = 0, address = 0;
  uint32_t thread = 0;
  std::vector<HeldLock> locks;
  bool locks_unknown = false;
  bool stack_unknown = false; ///< only the innermost place is known: the history no longer reaches
  bool in_signal_handler = false;
  std::string expression; ///< what the source calls the memory here: "job->state"; the other side may say otherwise
  Stack stack;
};

/// Something that ordered, or would have ordered: a release after the earlier access, an acquire before the later one.
struct SyncPoint {
  uint32_t thread = 0;
  std::string operation; ///< "unlock", "send"
  std::optional<Object> object;
  Stack stack;
};

/// One object that a thread waits for; a select waits for several.
struct WaitCase {
  std::string operation;
  Object object;
  bool is_nil = false; ///< a nil channel: never ready
};

struct Wait {
  uint32_t thread = 0;
  std::string operation;
  std::vector<WaitCase> cases;
  std::vector<HeldLock> held;
  std::vector<uint32_t> could_be_woken_by;
  Stack stack;
};

struct Thread {
  uint32_t id = 0;
  std::string name;
  std::optional<uint32_t> created_by;
  bool has_ended = false;
  Stack stack; ///< where it was created
};

/// What a comparison with a baseline says.
enum class BaselineState { kNotCompared, kNew, kUnchanged };

struct Finding {
  std::string id; ///< the same across runs and builds: see fingerprint.h
  Kind kind = Kind::kDataRace;
  Certainty certainty = Certainty::kObserved;
  Severity severity = Severity::kError;
  uint64_t count = 1;
  std::string message; ///< one sentence
  std::optional<Object> object;
  std::vector<Access> accesses; ///< races: the later one first. Misuse: what is wrong, then what it collides with
  std::vector<Wait> waits;
  std::vector<Thread> threads;               ///< every thread that the finding names
  std::optional<SyncPoint> release, acquire; ///< races: the nearest synchronisation after the earlier access and before
                                             ///< the later one
  std::vector<std::string> why; ///< sentences: why nothing orders the accesses, what would free the threads
  bool suppressed = false;
  std::string suppressed_by; ///< the suppression and its reason
  BaselineState baseline = BaselineState::kNotCompared;
  size_t run = 0;                          ///< index in Report::runs of the run that it is told from
  uint64_t place = 0;                      ///< its number among the findings of that run
  std::map<std::string, uint64_t> seen_in; ///< how often in each run, by Run::id
};

/// One process that left a log.
struct Run {
  std::string id;          ///< the same for the same log, whatever its path: a digest of its bytes
  uint64_t started_ns = 0; ///< CLOCK_REALTIME
  std::vector<std::string> command;
  uint32_t pid = 0;
  std::string folder; ///< where it ran
  std::string log;
  std::string ended; ///< exit, signal, killed, deadlock
  int32_t status = 0;
  bool complete = true; ///< the log holds everything that happened
  uint64_t thread_count = 0, event_count = 0;
  uint64_t finding_count = 0;      ///< in this log, before merging
  std::vector<std::string> unseen; ///< sentences: what this run or this log could not show
};

/// A finding of the baseline that no run shows any more.
struct GoneFinding {
  std::string id, kind, message;
};

/// Lines of a source file around those that the report names, for formats that show source.
struct SourceText {
  std::map<uint32_t, std::string> lines; ///< by number, from 1
};

struct Report {
  std::vector<Run> runs;
  std::vector<Finding> findings;
  std::vector<std::string> unreadable; ///< sentences: logs that could not be read at all
  std::vector<std::string> notes;      ///< sentences about the report itself: what was suppressed, and by what
  std::vector<GoneFinding> gone;       ///< only with a baseline
  std::string source_root;             ///< folder that paths in machine-readable formats are relative to; may be empty
  bool has_color = false;              ///< the text format may colour its lines
  std::map<std::string, SourceText> sources; ///< by Frame::file; only for formats that show source
  std::string tool_version;
};

} // namespace gordian::findings

#endif
