// Findings about what a tag says; see tag.h.
#include "intercept/tag.h"

#include "sync/events.h"

namespace gordian::tag {

void report(const Call &call, uptr address, ObjectKind kind, Fault fault) {
  using log_format::FindingKind;
  FindingKind finding = fault == Fault::kDestroyed ? FindingKind::kUseAfterDestroy
                        : fault == Fault::kCopied  ? FindingKind::kUseOfCopiedObject
                                                   : FindingKind::kUseBeforeInit;
  tell(call, [&](Thread &self) {
    Operating operating(self);
    reportMisuse(self, finding, &objects::get(self, address, kind));
  });
}

} // namespace gordian::tag
