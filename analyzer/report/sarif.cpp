// SARIF 2.1.0 as GitHub code scanning reads it: one result for each finding, one thread flow for each of its threads.
//
// Paths are relative to the source root, since an alert shows only on a file of the repository. Limits are GitHub's.
// Source: OASIS SARIF 2.1.0; docs.github.com, "SARIF support for code scanning".
#include "report/formats.h"

#include "findings/fingerprint.h"
#include "findings/kinds.h"
#include "findings/phrases.h"
#include "findings/rules.h"
#include "report/parts.h"
#include "report/sarif_location.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"

#include "build_paths.h"

namespace gordian::report {

namespace {

using namespace findings;

constexpr size_t kMaxResults = 25000, kMaxRelated = 100, kMaxFlowSteps = 1000, kMaxFrames = 100;

llvm::StringRef levelOf(Severity severity) { return nameOf(severity); } // the same words: error, warning, note

class SarifWriter {
public:
  SarifWriter(const Report &report, llvm::raw_ostream &out)
      : report_(report), json_(out, /*IndentSize=*/1), locations_(report.source_root, json_) {}

  void write() {
    json_.object([&] {
      json_.attribute("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
      json_.attribute("version", "2.1.0");
      list("runs", [&] { json_.object([&] { run(); }); });
    });
  }

private:
  template <class Body> void object(llvm::StringRef key, Body body) { json_.attributeObject(key, body); }
  template <class Body> void list(llvm::StringRef key, Body body) { json_.attributeArray(key, body); }
  void text(llvm::StringRef key, llvm::StringRef value) { json_.attribute(key, shown(value)); }
  void message(llvm::StringRef key, llvm::StringRef value) {
    object(key, [&] { text("text", value.empty() ? "unknown" : value); });
  }

  void run() {
    object("tool", [&] { object("driver", [&] { driver(); }); });
    object("automationDetails", [&] { text("id", "gordian/"); });
    list("invocations", [&] { json_.object([&] { invocation(); }); });
    if (!report_.source_root.empty())
      object("originalUriBaseIds",
             [&] { object(kSourceRoot, [&] { text("uri", fileUri(report_.source_root) + "/"); }); });
    text("columnKind", "utf16CodeUnits");
    list("results", [&] {
      size_t count = 0;
      for (const Finding &finding : report_.findings)
        if (++count <= kMaxResults)
          json_.object([&] { result(finding); });
      for (const GoneFinding &gone : report_.gone)
        if (++count <= kMaxResults)
          json_.object([&] { absent(gone); });
    });
  }

  void driver() {
    text("name", "Gordian");
    text("version", report_.tool_version);
    text("semanticVersion", report_.tool_version);
    text("informationUri", GORDIAN_HOME_URL);
    list("rules", [&] {
      for (const Rule &rule : rules())
        json_.object([&] { this->rule(rule); });
    });
  }

  void rule(const Rule &rule) {
    llvm::StringRef name = nameOf(rule.kind);
    text("id", name);
    std::string camel = llvm::convertToCamelFromSnakeCase(llvm::join(llvm::split(name, '-'), "_"), true);
    if (!name.equals_insensitive(camel)) // a name that only repeats the id is to be left out
      text("name", camel);
    message("shortDescription", rule.title.str() + ".");
    message("fullDescription", rule.meaning);
    object("help", [&] {
      text("text", (rule.meaning + " " + rule.hint).str());
      text("markdown", ("**" + rule.title + "**\n\n" + rule.meaning + "\n\n**How to mend it:** " + rule.hint).str());
    });
    text("helpUri", helpUrl(rule.kind));
    object("defaultConfiguration", [&] { text("level", levelOf(severityOf(rule.kind))); });
    object("properties", [&] {
      text("precision", severityOf(rule.kind) == Severity::kError ? "very-high" : "high");
      text("problem.severity", severityOf(rule.kind) == Severity::kError ? "error" : "warning");
      list("tags", [&] {
        json_.value("concurrency");
        json_.value("correctness");
      });
    });
  }

  void invocation() {
    json_.attribute("executionSuccessful", report_.unreadable.empty());
    if (!report_.source_root.empty())
      object("workingDirectory", [&] { text("uri", fileUri(report_.source_root) + "/"); });
    auto notifications = [&](llvm::StringRef level, const std::vector<std::string> &sentences) {
      for (const std::string &sentence : sentences)
        json_.object([&] {
          text("level", level);
          message("message", sentence);
        });
    };
    list("toolExecutionNotifications", [&] {
      notifications("error", report_.unreadable);
      notifications("note", unseenOf(report_));
      notifications("note", report_.notes);
      if (report_.findings.size() > kMaxResults)
        notifications("warning",
                      {"only " + std::to_string(kMaxResults) + " of " + std::to_string(report_.findings.size()) +
                       " findings stand here: " + "code scanning takes no more; --format json has all"});
    });
  }

  void ruleOfResult(Kind kind) {
    llvm::StringRef name = nameOf(kind);
    auto found = llvm::find_if(rules(), [&](const Rule &rule) { return nameOf(rule.kind) == name; });
    text("ruleId", name);
    if (found != rules().end())
      json_.attribute("ruleIndex", int64_t(found - rules().begin()));
  }

  void result(const Finding &finding) {
    ruleOfResult(finding.kind);
    text("level", levelOf(finding.severity));
    std::vector<RelatedPlace> related = relatedPlaces(finding);
    if (related.size() > kMaxRelated)
      related.resize(kMaxRelated);
    message("message", messageOf(finding, related));
    list("locations", [&] { json_.object([&] { locations_.write(mainFrame(finding), ""); }); });
    object("partialFingerprints", [&] {
      text("primaryLocationLineHash", finding.id + ":1");
      text("gordianFinding/v1", finding.id);
      text("gordianVariable/v1", looseFingerprintOf(finding));
    });
    list("relatedLocations", [&] {
      for (size_t i = 0; i < related.size(); ++i)
        json_.object([&] {
          json_.attribute("id", int64_t(i + 1));
          locations_.write(related[i].frame, related[i].text);
        });
    });
    codeFlows(finding);
    stacks(finding);
    json_.attribute("occurrenceCount", int64_t(std::max<uint64_t>(finding.count, 1)));
    if (finding.baseline != BaselineState::kNotCompared)
      text("baselineState", finding.baseline == BaselineState::kNew ? "new" : "unchanged");
    if (finding.suppressed)
      list("suppressions", [&] {
        json_.object([&] {
          text("kind", "external");
          text("justification", finding.suppressed_by.empty() ? "suppressed" : finding.suppressed_by);
        });
      });
    object("properties", [&] { text("certainty", nameOf(finding.certainty)); });
  }

  /// A finding of the baseline that is gone has no place any more; the format wants one all the same.
  void absent(const GoneFinding &gone) {
    text("ruleId", gone.kind.empty() ? "unknown" : gone.kind);
    text("level", "none");
    text("kind", "notApplicable");
    message("message", gone.message);
    list("locations", [&] { json_.object([&] { locations_.write(nullptr, ""); }); });
    object("partialFingerprints", [&] {
      text("primaryLocationLineHash", gone.id + ":1");
      text("gordianFinding/v1", gone.id);
    });
    text("baselineState", "absent");
  }

  /// The first sentence is the title; links lead to the related places, which are shown only so.
  std::string messageOf(const Finding &finding, const std::vector<RelatedPlace> &related) {
    std::string text = titleOf(finding);
    text[0] = llvm::toUpper(text[0]);
    text += ". " + finding.message + ".";
    for (const std::string &sentence : finding.why)
      text += " " + sentence + ".";
    text = plainInMessage(shown(text, /*is_line=*/true));
    for (size_t i = 0; i < related.size(); ++i)
      text +=
          (i ? ", [" : " See: [") + plainInMessage(shown(related[i].text, true)) + "](" + std::to_string(i + 1) + ")";
    return text + (related.empty() ? "" : ".");
  }

  void codeFlows(const Finding &finding) {
    std::vector<ThreadPath> paths = pathsOf(finding);
    if (paths.empty())
      return;
    list("codeFlows", [&] {
      json_.object([&] {
        message("message", finding.waits.empty() ? "The two threads, in the order in which they came."
                                                 : "The threads, each up to where it waits.");
        list("threadFlows", [&] {
          for (size_t i = 0; i < paths.size(); ++i)
            json_.object([&] { threadFlow(finding, paths[i], i); });
        });
      });
    });
  }

  void threadFlow(const Finding &finding, const ThreadPath &path, size_t number) {
    std::string name = threadPhrase(finding, path.thread);
    // Two accesses of one thread (a handler's and its own) are two flows, whose ids must differ.
    text("id", name + (number ? " #" + std::to_string(number + 1) : ""));
    message("message", name);
    llvm::ArrayRef<Step> steps = path.steps;
    list("locations", [&] {
      for (const Step &step : steps.take_back(kMaxFlowSteps))
        json_.object([&] {
          object("location", [&] { locations_.write(step.frame, step.text); });
          text("importance", step.is_last ? "essential" : "important");
        });
    });
  }

  void stacks(const Finding &finding) {
    auto stack = [&](const std::string &title, const Stack &frames) {
      if (frames.empty())
        return;
      json_.object([&] {
        message("message", title);
        list("frames", [&] {
          for (const Frame &frame : llvm::ArrayRef(frames).take_front(kMaxFrames))
            json_.object([&] {
              object("location", [&] {
                locations_.write(&frame, frame.function.empty() ? "an unknown function" : frame.function);
              });
              if (!frame.module.empty())
                text("module", frame.module);
            });
        });
      });
    };
    list("stacks", [&] {
      for (const Access &access : finding.accesses)
        stack(access.operation + " by " + threadPhrase(finding, access.thread), access.stack);
      for (const Wait &wait : finding.waits)
        stack(wait.operation + " by " + threadPhrase(finding, wait.thread), wait.stack);
    });
  }

  const Report &report_;
  llvm::json::OStream json_;
  SarifLocations locations_;
};

} // namespace

void writeSarif(const Report &report, llvm::raw_ostream &out) {
  SarifWriter(report, out).write();
  out << "\n";
}

} // namespace gordian::report
