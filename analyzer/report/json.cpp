// The reference format: schema gordian-report/1. Additions do not break it; a change of what stands here does.
#include "report/formats.h"

#include "findings/kinds.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"

namespace gordian::report {

namespace {

using namespace findings;

class JsonWriter {
public:
  explicit JsonWriter(llvm::raw_ostream &out) : json_(out, /*IndentSize=*/2) {}

  void write(const Report &report) {
    json_.object([&] {
      text("schema", "gordian-report/1");
      json_.attributeObject("tool", [&] {
        text("name", "gordian");
        text("version", report.tool_version);
      });
      list("runs", report.runs, [&](const Run &run) { this->run(run); });
      list("findings", report.findings, [&](const Finding &finding) { this->finding(finding); });
      json_.attributeObject("summary", [&] {
        for (const auto &[kind, count] : summaryOf(report))
          json_.attribute(kind, int64_t(count));
      });
      texts("unreadable", report.unreadable);
      texts("notes", report.notes);
      if (!report.gone.empty())
        list("gone", report.gone, [&](const GoneFinding &gone) {
          text("id", gone.id);
          text("kind", gone.kind);
          text("message", gone.message);
        });
    });
  }

private:
  /// Names come from logs and programs, whose bytes need not be UTF-8.
  void text(llvm::StringRef key, llvm::StringRef value) { json_.attribute(key, llvm::json::fixUTF8(value)); }
  void number(llvm::StringRef key, uint64_t value) { json_.attribute(key, int64_t(value)); }
  void address(llvm::StringRef key, uint64_t value) { text(key, "0x" + llvm::utohexstr(value, /*LowerCase=*/true)); }

  void texts(llvm::StringRef key, const std::vector<std::string> &values) {
    json_.attributeArray(key, [&] {
      for (const std::string &value : values)
        json_.value(llvm::json::fixUTF8(value));
    });
  }

  template <class T, class Body> void list(llvm::StringRef key, const std::vector<T> &items, Body body) {
    json_.attributeArray(key, [&] {
      for (const T &item : items)
        json_.object([&] { body(item); });
    });
  }

  void run(const Run &run) {
    text("id", run.id);
    number("started_ns", run.started_ns);
    text("folder", run.folder);
    texts("command", run.command);
    number("pid", run.pid);
    text("log", run.log);
    text("ended", run.ended);
    json_.attribute("status", run.status);
    json_.attribute("complete", run.complete);
    number("threads", run.thread_count);
    number("events", run.event_count);
    number("findings", run.finding_count);
    texts("unseen", run.unseen);
  }

  void finding(const Finding &finding) {
    text("id", finding.id);
    text("kind", nameOf(finding.kind));
    text("certainty", nameOf(finding.certainty));
    text("severity", nameOf(finding.severity));
    number("count", finding.count);
    text("message", finding.message);
    if (finding.object)
      json_.attributeObject("object", [&] { object(*finding.object); });
    list("accesses", finding.accesses, [&](const Access &access) { this->access(access); });
    list("waits", finding.waits, [&](const Wait &wait) { this->wait(wait); });
    list("threads", finding.threads, [&](const Thread &thread) { this->thread(thread); });
    syncPoint("release", finding.release);
    syncPoint("acquire", finding.acquire);
    texts("why", finding.why);
    json_.attribute("suppressed", finding.suppressed);
    if (finding.suppressed)
      text("suppressed_by", finding.suppressed_by);
    if (finding.baseline != BaselineState::kNotCompared)
      text("baseline", finding.baseline == BaselineState::kNew ? "new" : "unchanged");
    number("run", finding.run);
    number("place", finding.place);
    json_.attributeObject("seen_in", [&] {
      for (const auto &[run, count] : finding.seen_in)
        number(run, count);
    });
  }

  void object(const Object &object) {
    text("kind", nameOf(object.kind));
    text("name", object.name);
    text("type", object.type);
    if (!object.detail.empty())
      text("detail", object.detail);
    number("size", object.size);
    address("address", object.address);
    if (object.made_by || !object.made_at.empty())
      json_.attributeObject("allocated", [&] {
        if (object.made_by)
          number("thread", *object.made_by);
        stack(object.made_at);
      });
    if (!object.declared_file.empty())
      json_.attributeObject("declared", [&] {
        text("file", object.declared_file);
        number("line", object.declared_line);
      });
  }

  void access(const Access &access) {
    text("operation", access.operation);
    number("size", access.size);
    address("address", access.address);
    number("thread", access.thread);
    locks("locks", access.locks);
    if (access.locks_unknown)
      json_.attribute("locks_unknown", true);
    if (access.stack_unknown)
      json_.attribute("stack_unknown", true);
    if (access.in_signal_handler)
      json_.attribute("in_signal_handler", true);
    if (!access.expression.empty())
      text("expression", access.expression);
    stack(access.stack);
  }

  void syncPoint(llvm::StringRef key, const std::optional<SyncPoint> &point) {
    if (!point)
      return;
    json_.attributeObject(key, [&] {
      number("thread", point->thread);
      text("operation", point->operation);
      if (point->object)
        json_.attributeObject("object", [&] { object(*point->object); });
      stack(point->stack);
    });
  }

  void locks(llvm::StringRef key, const std::vector<HeldLock> &locks) {
    list(key, locks, [&](const HeldLock &held) {
      json_.attributeObject("object", [&] { object(held.lock); });
      text("mode", held.is_shared ? "shared" : "exclusive");
      stack(held.taken_at);
    });
  }

  void wait(const Wait &wait) {
    number("thread", wait.thread);
    text("operation", wait.operation);
    json_.attributeObject("object", [&] { object(wait.cases.empty() ? Object() : wait.cases[0].object); });
    list("cases", wait.cases, [&](const WaitCase &one) {
      text("operation", one.operation);
      json_.attributeObject("object", [&] { object(one.object); });
      json_.attribute("nil", one.is_nil);
    });
    locks("held", wait.held);
    json_.attributeArray("could_be_woken_by", [&] {
      for (uint32_t thread : wait.could_be_woken_by)
        json_.value(int64_t(thread));
    });
    stack(wait.stack);
  }

  void thread(const Thread &thread) {
    number("id", thread.id);
    text("name", thread.name);
    if (thread.created_by)
      number("created_by", *thread.created_by);
    else
      json_.attribute("created_by", nullptr);
    json_.attribute("ended", thread.has_ended);
    stack(thread.stack);
  }

  void stack(const Stack &stack) {
    list("stack", stack, [&](const Frame &frame) {
      text("function", frame.function);
      text("file", frame.file);
      number("line", frame.line);
      number("column", frame.column);
      text("module", frame.module);
      address("offset", frame.offset);
      json_.attribute("instrumented", frame.is_instrumented);
      if (frame.is_inlined)
        json_.attribute("inlined", true);
      if (frame.is_plumbing)
        json_.attribute("folded", true);
      if (!frame.unknown.empty())
        text("unknown", frame.unknown);
    });
  }

  llvm::json::OStream json_;
};

} // namespace

void writeJson(const Report &report, llvm::raw_ostream &out) {
  JsonWriter(out).write(report);
  out << "\n";
}

} // namespace gordian::report
