#include "trace/load.h"

#include "llvm/Support/MemoryBuffer.h"

#include <algorithm>

namespace gordian::trace {

namespace {

using format::RecordKind;
using log::RecordView;

/// Fills a Trace from what the reader finds.
class TraceBuilder : public log::Sink {
public:
  explicit TraceBuilder(Trace &trace) : trace_(trace) {}

  void header(const format::FileHeader &header) override { trace_.process.header = header; }

  void event(const log::Chunk &chunk, uint64_t tseq, const format::Event &event, uint64_t) override {
    trace_.events[ThreadId(chunk.header.thread)].push_back({tseq, event});
  }

  void damaged(uint64_t offset, uint64_t bytes, const std::string &reason) override {
    if (trace_.damage.size() < Trace::kMaxDamage)
      trace_.damage.push_back({offset, bytes, reason});
  }

  void record(const log::Chunk &, const RecordView &view) override {
    if (take(view))
      return;
    ++trace_.account.damaged_places;
    damaged(view.offset, view.bytes.size(), "a record that is shorter than what it says it holds");
  }

  void finish() {
    std::sort(trace_.units.begin(), trace_.units.end(),
              [](const Unit &a, const Unit &b) { return a.site_base < b.site_base; });
    // A module is written when it is loaded, before its units are known.
    for (Module &module : trace_.modules)
      module.is_instrumented |= std::any_of(trace_.units.begin(), trace_.units.end(), [&](const Unit &unit) {
        return unit.address >= module.begin && unit.address < module.end;
      });
    for (auto &[thread, events] : trace_.events)
      std::sort(events.begin(), events.end(), [](const Event &a, const Event &b) { return a.tseq < b.tseq; });
    // Reused chunks can hold the same stretch twice only in a damaged log; one of them counts.
    for (auto &[thread, events] : trace_.events)
      events.erase(
          std::unique(events.begin(), events.end(), [](const Event &a, const Event &b) { return a.tseq == b.tseq; }),
          events.end());
    collectUses();
  }

private:
  /// Where each object is used, for the names of those whose making has none.
  void collectUses() {
    auto use = [&](uint32_t object, uint32_t site) {
      std::vector<SiteId> &sites = trace_.uses[ObjectId(object)];
      if (object && site && sites.size() < Trace::kMaxUses &&
          std::find(sites.begin(), sites.end(), SiteId(site)) == sites.end())
        sites.push_back(SiteId(site));
    };
    for (const Wait &wait : trace_.waits)
      if (wait.cases.size() == 1)
        use(wait.cases[0].object, wait.record.site);
    for (const format::MisuseRecord &misuse : trace_.misuses)
      use(misuse.object, misuse.site);
    for (const auto &[thread, events] : trace_.events)
      for (const Event &event : events)
        if (event.event.kind != uint16_t(format::EventKind::kSelectReq) && !(event.event.flags & format::kEventSelect))
          use(event.event.object, event.event.site);
  }

  /// False if the record's parts do not fit into it.
  bool take(const RecordView &view) {
    switch (RecordKind(view.kind)) {
    case RecordKind::kProcess:
      return takeProcess(view);
    case RecordKind::kModule:
      return takeModule(view);
    case RecordKind::kUnit:
      return takeUnit(view);
    case RecordKind::kThread:
      return takeThread(view);
    case RecordKind::kThreadName:
      return takeThreadName(view);
    case RecordKind::kThreadEnd:
      return takeThreadEnd(view);
    case RecordKind::kObject:
      return takeObject(view);
    case RecordKind::kStack:
      return takeStack(view);
    case RecordKind::kLockset:
      return takeLockset(view);
    case RecordKind::kRace:
      return append(view, trace_.races);
    case RecordKind::kWait:
      return takeWait(view);
    case RecordKind::kDeadlock:
      return append(view, trace_.deadlocks);
    case RecordKind::kMisuse:
      return append(view, trace_.misuses);
    case RecordKind::kNote:
      return takeNote(view);
    case RecordKind::kSuppressions:
      return takeSuppressions(view);
    default:
      return true;
    }
  }

  template <class T> static bool append(const RecordView &view, std::vector<T> &to) {
    T record;
    if (!view.read(record))
      return false;
    to.push_back(record);
    return true;
  }

  template <class Map, class Id> void addOnce(Map &map, Id id, typename Map::mapped_type value) {
    if (!map.emplace(id, std::move(value)).second)
      ++trace_.contradictions;
  }

  bool takeProcess(const RecordView &view) {
    format::ProcessRecord record;
    if (!view.read(record))
      return false;
    Process &process = trace_.process;
    llvm::StringRef texts = view.tail<format::ProcessRecord>();
    bool whole = log::takeText(texts, process.executable) && log::takeText(texts, process.folder) &&
                 log::takeText(texts, process.options) && log::takeText(texts, process.runtime_version);
    std::string argument;
    process.arguments.clear();
    for (uint32_t i = 0; whole && i < record.argument_count; ++i) {
      whole = log::takeText(texts, argument);
      if (whole)
        process.arguments.push_back(argument);
    }
    return whole;
  }

  bool takeModule(const RecordView &view) {
    format::ModuleRecord record;
    if (!view.read(record))
      return false;
    llvm::StringRef tail = view.tail<format::ModuleRecord>();
    if (record.path_bytes > tail.size() || record.build_id_bytes > tail.size() - record.path_bytes)
      return false;
    Module module{record.base, record.begin, record.end, {}, {}, (record.flags & format::kModuleInstrumented) != 0};
    llvm::StringRef path = tail.take_front(record.path_bytes);
    module.path = path.substr(0, path.find('\0')).str();
    llvm::StringRef build_id = tail.substr(record.path_bytes, record.build_id_bytes);
    module.build_id.assign(build_id.bytes_begin(), build_id.bytes_end());
    trace_.modules.push_back(std::move(module));
    return true;
  }

  bool takeUnit(const RecordView &view) {
    format::UnitRecord record;
    if (!view.read(record))
      return false;
    trace_.units.push_back({record.unit_id, record.address, record.site_base, record.site_count});
    return true;
  }

  bool takeThread(const RecordView &view) {
    format::ThreadRecord record;
    if (!view.read(record))
      return false;
    Thread &thread = trace_.threads[ThreadId(record.thread)];
    // A thread is told of again when it says that it belongs to a library; then the later record counts.
    bool is_same = thread.parent == ThreadId(record.parent) && thread.os_tid == record.os_tid;
    if (thread.is_seen && !is_same) {
      ++trace_.contradictions;
      return true;
    }
    thread.is_seen = true;
    thread.parent = ThreadId(record.parent);
    thread.stack = StackId(record.stack);
    thread.site = SiteId(record.site);
    thread.os_tid = record.os_tid;
    thread.is_system = (record.flags & format::kThreadSystem) != 0;
    return true;
  }

  bool takeThreadName(const RecordView &view) {
    format::ThreadNameRecord record;
    if (!view.read(record))
      return false;
    trace_.threads[ThreadId(record.thread)].name.assign(record.name, strnlen(record.name, sizeof(record.name)));
    return true;
  }

  bool takeThreadEnd(const RecordView &view) {
    format::ThreadEndRecord record;
    if (!view.read(record))
      return false;
    trace_.threads[ThreadId(record.thread)].has_ended = true;
    return true;
  }

  bool takeObject(const RecordView &view) {
    format::ObjectRecord record;
    if (!view.read(record))
      return false;
    addOnce(trace_.objects, ObjectId(record.object),
            Object{format::ObjectKind(record.object_kind), record.address, record.capacity, record.element_size,
                   ThreadId(record.thread), StackId(record.stack), SiteId(record.site)});
    return true;
  }

  bool takeStack(const RecordView &view) {
    format::StackRecord record;
    llvm::StringRef tail = view.tail<format::StackRecord>();
    std::vector<uint64_t> addresses;
    if (!view.read(record) || !log::takeItems(tail, record.depth, addresses))
      return false;
    addOnce(trace_.stacks, StackId(record.stack), std::move(addresses));
    return true;
  }

  bool takeLockset(const RecordView &view) {
    format::LocksetRecord record;
    llvm::StringRef tail = view.tail<format::LocksetRecord>();
    std::vector<format::LocksetEntry> entries;
    if (!view.read(record) || !log::takeItems(tail, record.count, entries))
      return false;
    addOnce(trace_.locksets, LocksetId(record.lockset), std::move(entries));
    return true;
  }

  bool takeWait(const RecordView &view) {
    Wait wait;
    llvm::StringRef tail = view.tail<format::WaitRecord>();
    if (!view.read(wait.record) || !log::takeItems(tail, wait.record.object_count, wait.cases) ||
        !log::takeItems(tail, wait.record.waker_count, wait.wakers))
      return false;
    trace_.waits.push_back(std::move(wait));
    return true;
  }

  bool takeNote(const RecordView &view) {
    format::NoteRecord record;
    Note note;
    llvm::StringRef tail = view.tail<format::NoteRecord>();
    if (!view.read(record) || !log::takeText(tail, note.text))
      return false;
    note.value = record.value;
    trace_.notes.push_back(std::move(note));
    return true;
  }

  bool takeSuppressions(const RecordView &view) {
    format::NoteRecord record;
    std::string text;
    llvm::StringRef tail = view.tail<format::NoteRecord>();
    if (!view.read(record) || !log::takeText(tail, text))
      return false;
    trace_.suppressions += text;
    return true;
  }

  Trace &trace_;
};

} // namespace

std::optional<Trace> parseTrace(llvm::StringRef bytes, const std::string &name, std::string &error) {
  Trace trace;
  trace.log = name;
  TraceBuilder builder(trace);
  if (auto reason = log::readLog(bytes, name, builder, trace.account)) {
    error = *reason;
    return std::nullopt;
  }
  builder.finish();
  return trace;
}

std::optional<Trace> loadTrace(const std::string &path, std::string &error) {
  auto buffer = log::loadLog(path, error);
  if (!buffer)
    return std::nullopt;
  return parseTrace(buffer->getBuffer(), path, error);
}

} // namespace gordian::trace
