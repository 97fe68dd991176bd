// Places as SARIF writes them: URIs relative to the source root, whole regions, and the places beside the main one.
//
// May use findings/ and parts.h.
#ifndef GORDIAN_ANALYZER_REPORT_SARIF_LOCATION_H
#define GORDIAN_ANALYZER_REPORT_SARIF_LOCATION_H

#include "findings/finding.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/JSON.h"

namespace gordian::report {

inline constexpr llvm::StringLiteral kSourceRoot = "SRCROOT";

/// "file:///home/me/a%20b.cpp" for an absolute path.
std::string fileUri(llvm::StringRef path);

/// The text with the signs that make links in SARIF messages taken literally.
std::string plainInMessage(llvm::StringRef text);

struct RelatedPlace {
  const findings::Frame *frame;
  std::string text;
};
/// The other access, where the memory comes from, where locks were taken and threads started; each with a line.
std::vector<RelatedPlace> relatedPlaces(const findings::Finding &finding);

class SarifLocations {
public:
  SarifLocations(llvm::StringRef root, llvm::json::OStream &json) : root_(root), json_(json) {}

  /// The attributes of a location object. A frame without a line, or null, gets line 1 of a file "unknown": GitHub
  /// refuses results without a place.
  void write(const findings::Frame *frame, llvm::StringRef message);

private:
  llvm::StringRef root_;
  llvm::json::OStream &json_;
};

} // namespace gordian::report

#endif
