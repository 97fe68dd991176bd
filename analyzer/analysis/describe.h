// From the numbers of a trace to the parts of a finding: objects, locks, threads, accesses.
//
// May use trace/, symbols/, findings/. A number that names nothing gives an empty part, never a failure.
#ifndef GORDIAN_ANALYZER_ANALYSIS_DESCRIBE_H
#define GORDIAN_ANALYZER_ANALYSIS_DESCRIBE_H

#include "analysis/run_program.h"
#include "findings/finding.h"
#include "symbols/places.h"
#include "trace/trace.h"

#include <memory>

namespace gordian::analysis {

namespace format = gordian::log_format;

class Describer {
public:
  Describer(const trace::Trace &trace, symbols::Places &places) : trace_(trace), places_(places) {}

  const trace::Trace &trace() const { return trace_; }
  symbols::Places &places() { return places_; }
  /// The run as an abstract program, made when first asked for.
  const RunProgram &run();

  findings::Stack stack(uint32_t site, uint32_t stack);
  /// The same for a call of a lock, channel or thread function: the library's own frames are folded.
  findings::Stack call(uint32_t site, uint32_t stack);
  findings::Object object(uint32_t object);
  std::vector<findings::HeldLock> locks(uint32_t lockset);
  findings::Thread thread(uint32_t thread);
  findings::Access access(const format::AccessRecord &record);
  /// The memory that both accesses of a race touch.
  findings::Object memory(const format::RaceRecord &race);
  /// Adds the thread and its creators to the finding, each once.
  void addThread(findings::Finding &finding, uint32_t thread);

private:
  /// Gives `object` the name by which the first place that uses it calls it.
  void nameByUse(findings::Object &object, trace::ObjectId id);
  /// Gives `object` the name of the global variable at its address, and what is declared where.
  void nameByGlobal(findings::Object &object);
  void nameBySite(findings::Object &object, const symbols::Site &site);

  const trace::Trace &trace_;
  symbols::Places &places_;
  std::unique_ptr<RunProgram> run_;
};

} // namespace gordian::analysis

#endif
