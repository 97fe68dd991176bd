#include "report/json_read.h"

#include "findings/kinds.h"
#include "findings/rules.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/JSON.h"

namespace gordian::report {

namespace {

using namespace findings;
namespace json = llvm::json;

/// A JSON object whose parts may be missing or of any type.
class Fields {
public:
  explicit Fields(const json::Object *object) : object_(object) {}
  explicit Fields(const json::Value &value) : object_(value.getAsObject()) {}

  bool exists() const { return object_ != nullptr; }
  std::string text(llvm::StringRef key) const {
    auto value = object_ ? object_->getString(key) : std::nullopt;
    return value ? value->str() : "";
  }
  uint64_t number(llvm::StringRef key) const { return optionalNumber(key).value_or(0); }
  std::optional<uint64_t> optionalNumber(llvm::StringRef key) const {
    auto value = object_ ? object_->getInteger(key) : std::nullopt;
    return value ? std::optional(uint64_t(*value)) : std::nullopt;
  }
  bool boolean(llvm::StringRef key, bool otherwise = false) const {
    return object_ ? object_->getBoolean(key).value_or(otherwise) : otherwise;
  }
  /// "0x7f00"
  uint64_t address(llvm::StringRef key) const {
    uint64_t value = 0;
    std::string digits = text(key);
    return llvm::StringRef(digits).getAsInteger(0, value) ? 0 : value;
  }
  Fields object(llvm::StringRef key) const { return Fields(object_ ? object_->getObject(key) : nullptr); }
  const json::Object *all() const { return object_; }

  template <class T, class Read> std::vector<T> list(llvm::StringRef key, Read read) const {
    std::vector<T> items;
    if (const json::Array *array = object_ ? object_->getArray(key) : nullptr)
      for (const json::Value &value : *array)
        items.push_back(read(value));
    return items;
  }
  std::vector<std::string> texts(llvm::StringRef key) const {
    return list<std::string>(key, [](const json::Value &value) { return value.getAsString().value_or("").str(); });
  }

private:
  const json::Object *object_;
};

template <class Enum> Enum namedEnum(const std::string &name, std::initializer_list<Enum> all, Enum otherwise) {
  for (Enum each : all)
    if (nameOf(each) == name)
      return each;
  return otherwise;
}

Frame readFrame(const json::Value &value) {
  Fields fields(value);
  Frame frame;
  frame.function = fields.text("function");
  frame.file = fields.text("file");
  frame.line = uint32_t(fields.number("line"));
  frame.column = uint32_t(fields.number("column"));
  frame.module = fields.text("module");
  frame.offset = fields.address("offset");
  frame.is_instrumented = fields.boolean("instrumented", true);
  frame.is_inlined = fields.boolean("inlined");
  frame.is_plumbing = fields.boolean("folded");
  frame.unknown = fields.text("unknown");
  return frame;
}

Stack readStack(const Fields &fields) { return fields.list<Frame>("stack", readFrame); }

Object readObject(const Fields &fields) {
  using enum ObjectKind;
  Object object;
  object.kind = namedEnum(fields.text("kind"),
                          {kGlobal, kHeap, kStack, kTls, kLock, kChannel, kCondition, kWaitGroup, kThread}, kOther);
  object.name = fields.text("name");
  object.type = fields.text("type");
  object.detail = fields.text("detail");
  object.size = fields.number("size");
  object.address = fields.address("address");
  Fields allocated = fields.object("allocated"), declared = fields.object("declared");
  if (auto thread = allocated.optionalNumber("thread"))
    object.made_by = uint32_t(*thread);
  object.made_at = readStack(allocated);
  object.declared_file = declared.text("file");
  object.declared_line = uint32_t(declared.number("line"));
  return object;
}

std::vector<HeldLock> readLocks(const Fields &fields, llvm::StringRef key) {
  return fields.list<HeldLock>(key, [](const json::Value &value) {
    Fields held(value);
    return HeldLock{readObject(held.object("object")), held.text("mode") == "shared", readStack(held)};
  });
}

Access readAccess(const json::Value &value) {
  Fields fields(value);
  Access access;
  access.operation = fields.text("operation");
  access.size = fields.number("size");
  access.address = fields.address("address");
  access.thread = uint32_t(fields.number("thread"));
  access.locks = readLocks(fields, "locks");
  access.locks_unknown = fields.boolean("locks_unknown");
  access.stack_unknown = fields.boolean("stack_unknown");
  access.in_signal_handler = fields.boolean("in_signal_handler");
  access.expression = fields.text("expression");
  access.stack = readStack(fields);
  return access;
}

Wait readWait(const json::Value &value) {
  Fields fields(value);
  Wait wait;
  wait.thread = uint32_t(fields.number("thread"));
  wait.operation = fields.text("operation");
  wait.cases = fields.list<WaitCase>("cases", [](const json::Value &one) {
    Fields fields(one);
    return WaitCase{fields.text("operation"), readObject(fields.object("object")), fields.boolean("nil")};
  });
  wait.held = readLocks(fields, "held");
  wait.could_be_woken_by = fields.list<uint32_t>(
      "could_be_woken_by", [](const json::Value &thread) { return uint32_t(thread.getAsInteger().value_or(0)); });
  wait.stack = readStack(fields);
  return wait;
}

Thread readThread(const json::Value &value) {
  Fields fields(value);
  Thread thread;
  thread.id = uint32_t(fields.number("id"));
  thread.name = fields.text("name");
  if (auto creator = fields.optionalNumber("created_by"))
    thread.created_by = uint32_t(*creator);
  thread.has_ended = fields.boolean("ended");
  thread.stack = readStack(fields);
  return thread;
}

std::optional<SyncPoint> readSyncPoint(const Fields &fields) {
  if (!fields.exists())
    return std::nullopt;
  SyncPoint point;
  point.thread = uint32_t(fields.number("thread"));
  point.operation = fields.text("operation");
  if (Fields object = fields.object("object"); object.exists())
    point.object = readObject(object);
  point.stack = readStack(fields);
  return point;
}

Kind kindNamed(const std::string &name) {
  for (const Rule &rule : rules())
    if (nameOf(rule.kind) == name)
      return rule.kind;
  return Kind(0);
}

Finding readFinding(const json::Value &value) {
  using enum Certainty;
  using enum Severity;
  Fields fields(value);
  Finding finding;
  finding.id = fields.text("id");
  finding.kind = kindNamed(fields.text("kind"));
  finding.certainty = namedEnum(fields.text("certainty"), {kObserved, kPredicted, kConfirmed, kCandidate}, kCandidate);
  finding.severity = namedEnum(fields.text("severity"), {kError, kWarning, kNote}, kNote);
  finding.count = fields.number("count");
  finding.message = fields.text("message");
  if (Fields object = fields.object("object"); object.exists())
    finding.object = readObject(object);
  finding.accesses = fields.list<Access>("accesses", readAccess);
  finding.waits = fields.list<Wait>("waits", readWait);
  finding.threads = fields.list<Thread>("threads", readThread);
  finding.release = readSyncPoint(fields.object("release"));
  finding.acquire = readSyncPoint(fields.object("acquire"));
  finding.why = fields.texts("why");
  finding.run = fields.number("run");
  finding.place = fields.number("place");
  if (Fields seen = fields.object("seen_in"); seen.exists())
    for (const auto &[run, count] : *seen.all())
      finding.seen_in[run.str()] = uint64_t(count.getAsInteger().value_or(0));
  return finding;
}

Run readRun(const json::Value &value) {
  Fields fields(value);
  Run run;
  run.command = fields.texts("command");
  run.pid = uint32_t(fields.number("pid"));
  run.folder = fields.text("folder");
  run.log = fields.text("log");
  run.ended = fields.text("ended");
  run.status = int32_t(fields.number("status"));
  run.complete = fields.boolean("complete", true);
  run.started_ns = fields.number("started_ns");
  run.thread_count = fields.number("threads");
  run.event_count = fields.number("events");
  run.finding_count = fields.number("findings");
  run.unseen = fields.texts("unseen");
  run.id = fields.text("id");
  if (run.id.empty()) // written by an older gordian
    run.id = run.log + ":" + std::to_string(run.pid);
  return run;
}

} // namespace

std::optional<Report> readJson(llvm::StringRef bytes, const std::string &name, std::string &error) {
  auto parsed = json::parse(bytes);
  if (!parsed) {
    llvm::consumeError(parsed.takeError());
    error = "'" + name + "' is no JSON: give a log, or a report that gordian wrote with --format json";
    return std::nullopt;
  }
  Fields root(*parsed);
  std::string schema = root.text("schema");
  if (schema != "gordian-report/1") {
    error = "'" + name + "' has the schema '" + schema + "', and this gordian reads 'gordian-report/1'";
    return std::nullopt;
  }
  Report report;
  report.tool_version = root.object("tool").text("version");
  report.runs = root.list<Run>("runs", readRun);
  report.findings = root.list<Finding>("findings", readFinding);
  llvm::erase_if(report.findings, [](const Finding &finding) { return finding.id.empty(); });
  report.unreadable = root.texts("unreadable");
  return report;
}

} // namespace gordian::report
