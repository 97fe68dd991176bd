// One function for each record, each as flat as its struct.
#include "log/record_text.h"

#include "log/names.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

namespace gordian::log {

namespace {

using format::Operation;
using format::RecordKind;
using llvm::raw_ostream;

std::string hex(uint64_t value) { return "0x" + llvm::utohexstr(value, /*LowerCase=*/true); }

std::string threadText(uint32_t thread) { return thread == format::kNoThread ? "none" : std::to_string(thread); }

/// Quoted, with everything that could steer a terminal made visible.
std::string quoted(llvm::StringRef text) {
  std::string result;
  llvm::raw_string_ostream out(result);
  out << '"';
  llvm::printEscapedString(text, out);
  out << '"';
  return out.str();
}

llvm::StringRef operation(uint16_t value) { return operationName(Operation(value)); }

bool print(raw_ostream &out, const format::ProcessRecord &record, llvm::StringRef tail) {
  std::string text;
  for (const char *name : {"executable", "folder", "options", "version"}) {
    if (!takeText(tail, text))
      return false;
    out << " " << name << " " << quoted(text);
  }
  out << " arguments";
  for (uint32_t i = 0; i < record.argument_count; ++i) {
    if (!takeText(tail, text))
      return false;
    out << " " << quoted(text);
  }
  return true;
}

bool print(raw_ostream &out, const format::ModuleRecord &record, llvm::StringRef tail) {
  out << " " << record.module << ": base " << hex(record.base) << " from " << hex(record.begin) << " to "
      << hex(record.end) << (record.flags & format::kModuleInstrumented ? " instrumented" : "");
  if (record.path_bytes > tail.size() || record.build_id_bytes > tail.size() - record.path_bytes)
    return false;
  llvm::StringRef path = tail.take_front(record.path_bytes);
  out << " path " << quoted(path.substr(0, path.find('\0'))) << " build-id "
      << llvm::toHex(tail.substr(record.path_bytes, record.build_id_bytes), /*LowerCase=*/true);
  return true;
}

bool print(raw_ostream &out, const format::UnitRecord &record, llvm::StringRef) {
  out << ": id " << hex(record.unit_id) << " at " << hex(record.address) << " sites " << record.site_base << " to "
      << uint64_t(record.site_base) + record.site_count;
  return true;
}

bool print(raw_ostream &out, const format::ThreadRecord &record, llvm::StringRef) {
  out << " " << threadText(record.thread) << ": parent " << threadText(record.parent) << " os-thread " << record.os_tid
      << " site " << record.site << " stack " << record.stack
      << (record.flags & format::kThreadSystem ? " system" : "") << (record.flags & format::kThreadFiber ? " fiber" : "");
  return true;
}

bool print(raw_ostream &out, const format::ThreadNameRecord &record, llvm::StringRef) {
  out << " " << threadText(record.thread) << ": "
      << quoted(llvm::StringRef(record.name, strnlen(record.name, sizeof(record.name))));
  return true;
}

bool print(raw_ostream &out, const format::ThreadEndRecord &record, llvm::StringRef) {
  out << " " << threadText(record.thread);
  return true;
}

bool print(raw_ostream &out, const format::ObjectRecord &record, llvm::StringRef) {
  out << " " << record.object << ": " << objectKindName(format::ObjectKind(record.object_kind)) << " at "
      << hex(record.address) << " capacity " << record.capacity << " element-size " << record.element_size << " thread "
      << threadText(record.thread) << " site " << record.site << " stack " << record.stack << " flags " << record.flags;
  return true;
}

bool print(raw_ostream &out, const format::StackRecord &record, llvm::StringRef tail) {
  std::vector<uint64_t> addresses;
  out << " " << record.stack << ": depth " << record.depth;
  if (!takeItems(tail, record.depth, addresses))
    return false;
  for (uint64_t address : addresses)
    out << " " << hex(address);
  return true;
}

bool print(raw_ostream &out, const format::LocksetRecord &record, llvm::StringRef tail) {
  std::vector<format::LocksetEntry> entries;
  out << " " << record.lockset << ":";
  if (!takeItems(tail, record.count, entries))
    return false;
  for (const format::LocksetEntry &entry : entries)
    out << " (object " << entry.object << (entry.mode == 1 ? " shared" : " exclusive") << " site " << entry.site
        << " stack " << entry.stack << ")";
  return true;
}

void print(raw_ostream &out, const char *name, const format::AccessRecord &access) {
  out << "\n    " << name << " " << operation(access.operation) << " of " << access.size << " at "
      << hex(access.address) << " thread " << threadText(access.thread) << " clock " << access.clock << " site "
      << access.site << " stack " << access.stack << " lockset " << access.lockset << " flags " << access.flags;
}

void print(raw_ostream &out, const char *name, const format::SyncPoint &point) {
  out << "\n    " << name << " " << operation(point.operation) << " object " << point.object << " thread "
      << threadText(point.thread) << " clock " << point.clock << " site " << point.site;
}

bool print(raw_ostream &out, const format::RaceRecord &record, llvm::StringRef) {
  out << ": finding " << record.finding << " count " << record.head.count << " memory "
      << memoryKindName(format::MemoryKind(record.memory_kind)) << " at " << hex(record.memory_address) << " size "
      << record.memory_size << " thread " << threadText(record.memory_thread) << " site " << record.memory_site
      << " stack " << record.memory_stack << " object " << record.memory_object;
  print(out, "earlier", record.earlier);
  print(out, "later", record.later);
  out << " knows " << record.later_knows;
  print(out, "release", record.release);
  print(out, "acquire", record.acquire);
  return true;
}

bool print(raw_ostream &out, const format::WaitRecord &record, llvm::StringRef tail) {
  std::vector<format::WaitCase> cases;
  std::vector<uint32_t> wakers;
  out << ": deadlock " << record.deadlock << " thread " << threadText(record.thread) << " "
      << operation(record.operation) << " site " << record.site << " stack " << record.stack << " lockset "
      << record.lockset;
  if (!takeItems(tail, record.object_count, cases) || !takeItems(tail, record.waker_count, wakers))
    return false;
  for (const format::WaitCase &one : cases)
    out << " (" << operation(one.operation) << " object " << one.object << ")";
  out << " wakers";
  for (uint32_t waker : wakers)
    out << " " << threadText(waker);
  return true;
}

bool print(raw_ostream &out, const format::DeadlockRecord &record, llvm::StringRef) {
  out << " " << record.deadlock << ": finding " << record.finding << " waits " << record.wait_count << " live-threads "
      << record.live_threads;
  return true;
}

bool print(raw_ostream &out, const format::MisuseRecord &record, llvm::StringRef) {
  out << ": finding " << record.finding << " count " << record.head.count << " object " << record.object << " thread "
      << threadText(record.thread) << " site " << record.site << " stack " << record.stack << " other-thread "
      << threadText(record.other_thread) << " site " << record.other_site << " stack " << record.other_stack
      << " value " << record.value;
  return true;
}

bool print(raw_ostream &out, const format::NoteRecord &record, llvm::StringRef tail) {
  std::string text;
  bool whole = takeText(tail, text);
  out << ": " << quoted(text) << " value " << record.value;
  return whole;
}

template <class T> bool printAs(raw_ostream &out, const RecordView &view) {
  T record;
  return view.read(record) && print(out, record, view.tail<T>());
}

bool printBody(raw_ostream &out, const RecordView &view) {
  switch (RecordKind(view.kind)) {
  case RecordKind::kProcess:
    return printAs<format::ProcessRecord>(out, view);
  case RecordKind::kModule:
    return printAs<format::ModuleRecord>(out, view);
  case RecordKind::kUnit:
    return printAs<format::UnitRecord>(out, view);
  case RecordKind::kThread:
    return printAs<format::ThreadRecord>(out, view);
  case RecordKind::kThreadName:
    return printAs<format::ThreadNameRecord>(out, view);
  case RecordKind::kThreadEnd:
    return printAs<format::ThreadEndRecord>(out, view);
  case RecordKind::kObject:
    return printAs<format::ObjectRecord>(out, view);
  case RecordKind::kStack:
    return printAs<format::StackRecord>(out, view);
  case RecordKind::kLockset:
    return printAs<format::LocksetRecord>(out, view);
  case RecordKind::kRace:
    return printAs<format::RaceRecord>(out, view);
  case RecordKind::kWait:
    return printAs<format::WaitRecord>(out, view);
  case RecordKind::kDeadlock:
    return printAs<format::DeadlockRecord>(out, view);
  case RecordKind::kMisuse:
    return printAs<format::MisuseRecord>(out, view);
  case RecordKind::kNote:
    return printAs<format::NoteRecord>(out, view);
  default:
    return true;
  }
}

} // namespace

std::string recordText(const RecordView &record) {
  std::string text;
  llvm::raw_string_ostream out(text);
  out << recordName(record.kind);
  if (!printBody(out, record))
    out << " (too short)";
  return out.str();
}

std::string eventText(uint64_t tseq, const format::Event &event) {
  std::string text;
  llvm::raw_string_ostream out(text);
  out << "#" << tseq << " " << eventName(event.kind);
  auto add = [&](const char *name, uint64_t value) {
    if (value)
      out << " " << name << " " << value;
  };
  add("site", event.site);
  add("object", event.object);
  add("seq", event.object_seq);
  add("value", event.value);
  if (event.extra)
    out << " extra " << hex(event.extra);
  if (event.partner != format::kNoThread)
    out << " partner " << event.partner;
  add("stack", event.stack);
  static constexpr const char *kFlags[] = {"internal", "try",   "timed",  "failed",
                                           "system",   "taint", "select", "for-partner"};
  for (unsigned bit = 0; bit < 8; ++bit)
    if (event.flags & (1u << bit))
      out << " " << kFlags[bit];
  return out.str();
}

} // namespace gordian::log
