// What one log says, as tables: who the threads, objects, stacks and modules were, what was found, what happened.
//
// Data only, as it stood in the log: addresses and numbers, no names of functions (symbols/ knows those). Any number in
// it may name something that is not there; the lookups then return null.
#ifndef GORDIAN_ANALYZER_TRACE_TRACE_H
#define GORDIAN_ANALYZER_TRACE_TRACE_H

#include "log/reader.h"
#include "trace/ids.h"

#include <map>
#include <string>
#include <vector>

namespace gordian::trace {

namespace format = gordian::log_format;

struct Process {
  std::string executable, folder, options, runtime_version;
  std::vector<std::string> arguments;
  format::FileHeader header = {};
};

struct Module {
  uint64_t base = 0, begin = 0, end = 0;
  std::string path;
  std::vector<uint8_t> build_id;
  bool is_instrumented = false;
};

struct Unit {
  uint64_t unit_id = 0, address = 0;
  uint32_t site_base = 0, site_count = 0;
};

struct Thread {
  ThreadId parent = ThreadId::kNone;
  StackId stack = StackId::kUnknown;
  SiteId site = SiteId::kUnknown;
  uint32_t os_tid = 0;
  bool is_system = false, is_seen = false, has_ended = false;
  std::string name;
};

struct Object {
  format::ObjectKind kind = format::ObjectKind::kUnknown;
  uint64_t address = 0, capacity = 0, element_size = 0;
  ThreadId thread = ThreadId::kNone;
  StackId stack = StackId::kUnknown;
  SiteId site = SiteId::kUnknown;
};

struct Wait {
  format::WaitRecord record = {};
  std::vector<format::WaitCase> cases;
  std::vector<uint32_t> wakers;
};

struct Event {
  uint64_t tseq = 0;
  format::Event event = {};
};

struct DamagedPlace {
  uint64_t offset = 0, bytes = 0;
  std::string reason;
};

struct Note {
  std::string text;
  uint64_t value = 0;
};

struct Trace {
  std::string log; ///< path of the file
  Process process;
  std::vector<Module> modules; ///< in the order of the log
  std::vector<Unit> units;     ///< by site_base
  std::map<ThreadId, Thread> threads;
  std::map<ObjectId, Object> objects;
  std::map<StackId, std::vector<uint64_t>> stacks;
  std::map<LocksetId, std::vector<format::LocksetEntry>> locksets;
  std::vector<format::RaceRecord> races;
  std::vector<Wait> waits;
  std::vector<format::DeadlockRecord> deadlocks;
  std::vector<format::MisuseRecord> misuses;
  std::vector<Note> notes;
  std::string suppressions; ///< those that the program brings itself
  std::map<ThreadId, std::vector<Event>> events; ///< of each thread, by tseq

  std::map<ObjectId, std::vector<SiteId>> uses; ///< the first kMaxUses sites of each object
  static constexpr size_t kMaxUses = 8;

  log::Account account;
  std::vector<DamagedPlace> damage; ///< the first kMaxDamage places; account.damaged_places counts all
  uint64_t contradictions = 0;      ///< records that say again, differently, what another has said: the first counts

  static constexpr size_t kMaxDamage = 16;

  const Thread *thread(ThreadId id) const;
  const Object *object(ObjectId id) const;
  const std::vector<uint64_t> *stack(StackId id) const;
  const std::vector<format::LocksetEntry> *lockset(LocksetId id) const;
  /// The module whose segments hold `address`; null if none does.
  const Module *moduleAt(uint64_t address) const;
  /// The unit whose sites include `site`; null if none does.
  const Unit *unitOf(SiteId site) const;
};

} // namespace gordian::trace

#endif
