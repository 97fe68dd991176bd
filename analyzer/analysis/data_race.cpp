// Data races: the runtime found them; here they are told.
#include "analysis/analyses.h"

#include "analysis/why.h"
#include "findings/fingerprint.h"
#include "findings/kinds.h"
#include "findings/phrases.h"
#include "log/names.h"

#include <algorithm>

namespace gordian::analysis {

namespace {

using findings::Finding;

findings::Kind kindOf(const format::RaceRecord &race) {
  auto kind = findings::Kind(race.finding);
  return findings::isKnown(kind) ? kind : findings::Kind::kDataRace;
}

std::string messageOf(const Finding &finding) {
  const findings::Access &later = finding.accesses[0], &earlier = finding.accesses[1];
  return later.operation + " of " + findings::objectPhrase(*finding.object) + " by " +
         findings::threadPhrase(finding, later.thread) + " in " + findings::placeName(later.stack) + " and " +
         earlier.operation + " by " + findings::threadPhrase(finding, earlier.thread) + " in " +
         findings::placeName(earlier.stack) + " are not ordered by anything";
}

std::optional<findings::SyncPoint> syncPoint(const format::SyncPoint &point, Describer &describer) {
  if (format::Operation(point.operation) == format::Operation::kUnknown)
    return std::nullopt;
  findings::SyncPoint result;
  result.thread = point.thread;
  result.operation = log::operationName(format::Operation(point.operation)).str();
  if (point.object)
    result.object = describer.object(point.object);
  result.stack = describer.call(point.site, 0);
  return result;
}

Finding findingOf(const format::RaceRecord &race, Describer &describer) {
  Finding finding;
  finding.kind = kindOf(race);
  finding.severity = findings::severityOf(finding.kind);
  finding.count = std::max<uint64_t>(race.head.count, 1);
  finding.accesses = {describer.access(race.later), describer.access(race.earlier)};
  finding.object = describer.memory(race);
  finding.release = syncPoint(race.release, describer);
  finding.acquire = syncPoint(race.acquire, describer);
  for (const findings::Access &access : finding.accesses)
    describer.addThread(finding, access.thread);
  if (finding.object->made_by)
    describer.addThread(finding, *finding.object->made_by);
  finding.message = messageOf(finding);
  finding.why = whyUnordered(race, finding, describer);
  return finding;
}

} // namespace

std::vector<Finding> findDataRaces(Describer &describer) {
  std::vector<Finding> found;
  for (const format::RaceRecord &race : describer.trace().races)
    found.push_back(findingOf(race, describer));
  return found;
}

} // namespace gordian::analysis
