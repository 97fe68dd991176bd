// What a log says of its run as a whole: how it ended, and what the run or the log could not show.
#include "analysis/analyses.h"

#include "findings/phrases.h"

#include "llvm/ADT/STLExtras.h"

namespace gordian::analysis {

namespace {

using findings::counted;
using findings::Run;
using format::Ended;

void describeEnd(Run &run, const format::FileHeader &header) {
  run.status = header.status;
  switch (Ended(header.ended)) {
  case Ended::kExit:
    run.ended = "exit";
    return;
  case Ended::kExec:
    run.ended = "exit";
    run.unseen.push_back("the process went on as another program (exec), whose own log says the rest");
    return;
  case Ended::kDeadlock:
    run.ended = "deadlock";
    return;
  case Ended::kSignal:
    run.ended = "signal";
    return;
  default:
    run.ended = "killed";
    run.complete = false;
    run.unseen.push_back("'" + run.log +
                         "' has no end: the program was killed or still runs; "
                         "everything written until then is analysed");
  }
}

void describeLosses(Run &run, const trace::Trace &trace) {
  const format::FileHeader &header = trace.process.header;
  if (header.events_lost)
    run.unseen.push_back(counted(header.events_lost, "event") +
                         " of history made room for newer ones; no finding is among them");
  if (header.records_lost)
    run.unseen.push_back(counted(header.records_lost, "record") + " could not be written: the disk was full; "
                                                                  "findings may be missing");
  if (header.events_lost || header.records_lost || trace.account.damaged_places)
    run.complete = false;
}

void describeDamage(Run &run, const trace::Trace &trace) {
  for (const trace::DamagedPlace &place : trace.damage)
    run.unseen.push_back("'" + run.log + "' is damaged at offset " + std::to_string(place.offset) + ": " +
                         place.reason + (place.bytes ? ", " + counted(place.bytes, "byte") + " lost" : "") +
                         "; the rest is analysed");
  if (trace.account.damaged_places > trace.damage.size())
    run.unseen.push_back("'" + run.log + "' is damaged at " +
                         counted(trace.account.damaged_places - trace.damage.size(), "more place") + ", " +
                         counted(trace.account.lost, "byte") + " lost in all");
  if (trace.account.skipped_records)
    run.unseen.push_back(counted(trace.account.skipped_records, "record") +
                         " of a kind that this gordian does not know: use the gordian that built the program");
  if (trace.contradictions)
    run.unseen.push_back(counted(trace.contradictions, "record") + " left out: what they say contradicts earlier ones");
}

void describeSymbols(Run &run, const symbols::Coverage &coverage) {
  for (const auto &[reason, count] : coverage.unknown_sites)
    run.unseen.push_back(std::to_string(count) + " of " + counted(coverage.sites, "place") +
                         " have no line: " + reason);
  for (const auto &[reason, count] : coverage.without_line)
    run.unseen.push_back(std::to_string(count) + " of " + counted(coverage.frames, "frame") +
                         " have no line: " + reason);
}

} // namespace

Run describeRun(Describer &describer) {
  const trace::Trace &trace = describer.trace();
  Run run;
  run.command = trace.process.arguments;
  if (run.command.empty() && !trace.process.executable.empty())
    run.command.push_back(trace.process.executable);
  run.pid = trace.process.header.pid;
  run.folder = trace.process.folder;
  run.started_ns = trace.process.header.start_time_ns;
  run.log = trace.log;
  describeEnd(run, trace.process.header);
  describeLosses(run, trace);
  describeDamage(run, trace);
  for (const trace::Note &note : trace.notes)
    run.unseen.push_back(note.value ? note.text + " (" + std::to_string(note.value) + ")" : note.text);
  describeSymbols(run, describer.places().coverage());
  run.thread_count = llvm::count_if(trace.threads, [](const auto &entry) { return entry.second.is_seen; });
  run.event_count = trace.account.events;
  return run;
}

} // namespace gordian::analysis
