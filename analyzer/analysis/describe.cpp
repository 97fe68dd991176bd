#include "analysis/describe.h"

#include "log/names.h"
#include "symbols/frame_rules.h"

#include "llvm/ADT/STLExtras.h"

#include <array>

namespace gordian::analysis {

namespace {

using findings::Object;
using format::MemoryKind;

findings::ObjectKind kindOf(format::ObjectKind kind) {
  switch (kind) {
  case format::ObjectKind::kMutex:
  case format::ObjectKind::kRwLock:
  case format::ObjectKind::kSpinLock:
    return findings::ObjectKind::kLock;
  case format::ObjectKind::kCondition:
    return findings::ObjectKind::kCondition;
  case format::ObjectKind::kChannel:
    return findings::ObjectKind::kChannel;
  case format::ObjectKind::kWaitGroup:
    return findings::ObjectKind::kWaitGroup;
  case format::ObjectKind::kThread:
    return findings::ObjectKind::kThread;
  default:
    return findings::ObjectKind::kOther;
  }
}

findings::ObjectKind kindOf(MemoryKind kind) {
  switch (kind) {
  case MemoryKind::kGlobal:
    return findings::ObjectKind::kGlobal;
  case MemoryKind::kHeap:
    return findings::ObjectKind::kHeap;
  case MemoryKind::kStack:
    return findings::ObjectKind::kStack;
  case MemoryKind::kTls:
    return findings::ObjectKind::kTls;
  default:
    return findings::ObjectKind::kOther;
  }
}

/// "ns::counter" and "f()::counter" are the variable "counter".
llvm::StringRef lastComponent(llvm::StringRef name) {
  size_t colons = name.rfind("::");
  return colons == llvm::StringRef::npos ? name : name.substr(colons + 2);
}

} // namespace

findings::Stack Describer::stack(uint32_t site, uint32_t stack) {
  return places_.stack(trace::SiteId(site), trace::StackId(stack));
}

findings::Stack Describer::call(uint32_t site, uint32_t stack_id) {
  findings::Stack call = stack(site, stack_id);
  symbols::foldLibraryCall(call);
  return call;
}

void Describer::nameBySite(Object &object, const symbols::Site &site) {
  object.name = site.expression;
  object.type = site.type;
  object.declared_file = site.declared_file;
  object.declared_line = site.declared_line;
}

void Describer::nameByUse(Object &object, trace::ObjectId id) {
  auto uses = trace_.uses.find(id);
  if (uses == trace_.uses.end())
    return;
  for (trace::SiteId use : uses->second)
    if (const symbols::Site *site = places_.site(use); site && !site->expression.empty())
      return nameBySite(object, *site);
}

void Describer::nameByGlobal(Object &object) {
  auto global = places_.global(object.address);
  if (!global)
    return;
  llvm::StringRef base =
      llvm::StringRef(object.name).take_until([](char c) { return !(isalnum(c) || c == '_' || c == ':'); });
  // The expression says more ("s.a") where it speaks of this very variable; through a pointer it does not.
  if (object.name.empty() || lastComponent(base) != lastComponent(global->name)) {
    object.name = global->name;
    object.type.clear();
    object.size = global->size;
    object.declared_file.clear();
  }
  if (object.declared_file.empty()) {
    object.declared_file = global->declared_file;
    object.declared_line = global->declared_line;
  }
}

Object Describer::object(uint32_t id) {
  Object object;
  const trace::Object *known = trace_.object(trace::ObjectId(id));
  if (!known)
    return object;
  object.kind = kindOf(known->kind);
  object.detail = log::objectKindName(known->kind).str();
  object.address = known->address;
  if (known->kind == format::ObjectKind::kThread) {
    object.name = "thread " + std::to_string(known->address);
    return object;
  }
  if (known->kind == format::ObjectKind::kDescriptor) {
    object.name = "descriptor " + std::to_string(known->address);
    return object;
  }
  if (known->kind == format::ObjectKind::kChannel) {
    object.size = known->capacity;
    object.detail = known->capacity ? "channel of capacity " + std::to_string(known->capacity) : "unbuffered channel";
  }
  if (const symbols::Site *site = places_.site(known->site))
    nameBySite(object, *site);
  if (object.name.empty())
    nameByUse(object, trace::ObjectId(id));
  nameByGlobal(object);
  if (known->kind != format::ObjectKind::kChannel)
    object.size = 0;
  if (known->thread != trace::ThreadId::kNone)
    object.made_by = uint32_t(known->thread);
  object.made_at = call(uint32_t(known->site), uint32_t(known->stack));
  return object;
}

std::vector<findings::HeldLock> Describer::locks(uint32_t lockset) {
  std::vector<findings::HeldLock> held;
  if (const auto *entries = trace_.lockset(trace::LocksetId(lockset)))
    for (const format::LocksetEntry &entry : *entries)
      held.push_back({object(entry.object), entry.mode == 1, call(entry.site, entry.stack)});
  return held;
}

findings::Thread Describer::thread(uint32_t id) {
  findings::Thread thread;
  thread.id = id;
  if (const trace::Thread *known = trace_.thread(trace::ThreadId(id))) {
    thread.name = known->name;
    if (known->parent != trace::ThreadId::kNone && uint32_t(known->parent) != id)
      thread.created_by = uint32_t(known->parent);
    thread.has_ended = known->has_ended;
    thread.stack = call(uint32_t(known->site), uint32_t(known->stack));
  }
  return thread;
}

void Describer::addThread(findings::Finding &finding, uint32_t id) {
  auto isThere = [&](uint32_t wanted) {
    return llvm::any_of(finding.threads, [&](const findings::Thread &thread) { return thread.id == wanted; });
  };
  // A damaged log may say that two threads created each other; isThere ends that circle.
  while (id != uint32_t(trace::ThreadId::kNone) && !isThere(id)) {
    finding.threads.push_back(thread(id));
    if (!finding.threads.back().created_by)
      return;
    id = *finding.threads.back().created_by;
  }
}

findings::Access Describer::access(const format::AccessRecord &record) {
  findings::Access access;
  access.operation = log::operationName(format::Operation(record.operation)).str();
  access.size = record.size;
  access.address = record.address;
  access.thread = record.thread;
  access.locks = locks(record.lockset);
  access.locks_unknown = (record.flags & format::kLocksUnknown) != 0;
  access.stack_unknown = (record.flags & format::kStackUnknown) != 0;
  access.in_signal_handler = (record.flags & format::kInSignalHandler) != 0;
  if (const symbols::Site *site = places_.site(trace::SiteId(record.site)))
    access.expression = site->expression;
  access.stack = stack(record.site, record.stack);
  return access;
}

Object Describer::memory(const format::RaceRecord &race) {
  auto kind = MemoryKind(race.memory_kind);
  if (kind == MemoryKind::kObject)
    return object(race.memory_object);
  Object object;
  object.kind = kindOf(kind);
  object.address = race.later.address;
  object.size = race.later.size;
  // The owner of a stack or TLS variable calls it by its name; others know it through a pointer.
  bool owner_is_earlier = race.earlier.thread == race.memory_thread && race.later.thread != race.memory_thread;
  std::array<uint32_t, 2> sites = {race.later.site, race.earlier.site};
  if (owner_is_earlier && (kind == MemoryKind::kStack || kind == MemoryKind::kTls))
    std::swap(sites[0], sites[1]);
  for (uint32_t id : sites) {
    const symbols::Site *site = places_.site(trace::SiteId(id));
    if (site && !site->expression.empty() && object.name.empty())
      nameBySite(object, *site);
  }
  if (kind == MemoryKind::kGlobal || kind == MemoryKind::kUnknown)
    nameByGlobal(object);
  if (kind == MemoryKind::kHeap) {
    object.address = race.memory_address;
    object.size = race.memory_size;
    object.made_at = call(race.memory_site, race.memory_stack);
  }
  if (kind == MemoryKind::kHeap || kind == MemoryKind::kStack || kind == MemoryKind::kTls)
    if (race.memory_thread != uint32_t(trace::ThreadId::kNone))
      object.made_by = race.memory_thread;
  return object;
}

const RunProgram &Describer::run() {
  if (!run_)
    run_ = std::make_unique<RunProgram>(trace_);
  return *run_;
}

} // namespace gordian::analysis
