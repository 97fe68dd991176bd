// A log's events as an abstract program (predict/program.h): one order for all threads, and who needs whom.
//
// The log numbers the events of each thread and the operations on each object, and nothing more. Any order that agrees with
// both is as good as the one that was; this file finds one (ALGORITHMS: a topological order of tseq and object_seq).
#ifndef GORDIAN_ANALYZER_ANALYSIS_RUN_PROGRAM_H
#define GORDIAN_ANALYZER_ANALYSIS_RUN_PROGRAM_H

#include "predict/program.h"
#include "trace/trace.h"

#include <unordered_map>

namespace gordian::analysis {

namespace format = gordian::log_format;

class RunProgram {
public:
  explicit RunProgram(const trace::Trace &trace);

  const predict::Program &program() const { return program_; }
  /// Every event since the start of every thread is there, and no two of them contradict each other.
  bool isWhole() const { return is_whole_; }
  /// Why not.
  bool hasLostEvents() const { return has_lost_events_; }

  /// The log's event behind a position.
  const format::Event &event(predict::Position position) const { return *sources_[program_.at(position).source]; }
  trace::ThreadId thread(uint32_t number) const { return thread_ids_[number]; }
  trace::ObjectId object(uint32_t number) const { return object_ids_[number]; }
  /// The position of event `index` (in Trace::events) of a thread; kNowhere if it is no operation of the program.
  predict::Position positionOf(trace::ThreadId thread, size_t index) const;

private:
  class Builder;

  predict::Program program_;
  std::vector<const format::Event *> sources_;
  std::vector<trace::ThreadId> thread_ids_;
  std::vector<trace::ObjectId> object_ids_;
  std::unordered_map<uint32_t, uint32_t> thread_numbers_;
  std::vector<std::vector<predict::Position>> positions_; ///< by thread number and index of the event
  bool is_whole_ = true, has_lost_events_ = false;
};

} // namespace gordian::analysis

#endif
