// gordian dump: a log in readable lines, in the order of the file, for people and for tests.
#include "commands/command.h"

#include "commands/options.h"
#include "log/names.h"
#include "log/reader.h"
#include "log/record_text.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

#include <array>
#include <map>

namespace gordian::commands {

namespace {

constexpr std::array<OptionSpec, 1> kOptions = {{
    {"--stats", "", "only how many records of each kind there are, and where every byte went"},
}};

constexpr Usage kUsage = {"dump", "[--stats] LOG...",
                          "Prints each record and event of a log on a line of its own, with its offset in the file.\n"
                          "Exit status: 0, 2 wrong usage, 3 a log that cannot be read.\n",
                          kOptions};

std::string offsetText(uint64_t offset) {
  std::string digits = llvm::utohexstr(offset, /*LowerCase=*/true);
  return std::string(digits.size() < 8 ? 8 - digits.size() : 0, ' ') + digits + "  ";
}

class LinePrinter : public log::Sink {
public:
  explicit LinePrinter(llvm::raw_ostream &out) : out_(out) {}

  void header(const log::format::FileHeader &header) override {
    size_t length = strnlen(header.tool_version, sizeof(header.tool_version));
    out_ << offsetText(0) << "file: format " << header.version << " pid " << header.pid << " parent "
         << header.parent_pid << " ended " << log::endedName(log::format::Ended(header.ended)) << " status "
         << header.status << " chunks " << header.chunk_count << " events-lost " << header.events_lost
         << " records-lost " << header.records_lost << " findings " << header.findings << " written-by \"";
    llvm::printEscapedString(llvm::StringRef(header.tool_version, length), out_);
    out_ << "\"\n";
  }

  void chunk(const log::Chunk &chunk) override {
    static constexpr const char *kKinds[] = {"free", "kept", "events"};
    uint16_t kind = chunk.header.kind;
    out_ << offsetText(chunk.offset) << "chunk in slot " << chunk.index << ": " << (kind < 3 ? kKinds[kind] : "unknown")
         << " thread " << threadText(chunk.header.thread) << " parts " << chunk.header.parts << " used "
         << chunk.header.used << " sequence " << chunk.header.sequence << " first-event " << chunk.header.first_event
         << "\n";
  }

  void record(const log::Chunk &, const log::RecordView &record) override {
    out_ << offsetText(record.offset) << "  " << log::recordText(record) << "\n";
  }

  void event(const log::Chunk &chunk, uint64_t tseq, const log::format::Event &event, uint64_t offset) override {
    out_ << offsetText(offset) << "  thread " << threadText(chunk.header.thread) << " " << log::eventText(tseq, event)
         << "\n";
  }

  void skipped(const log::Chunk &, const log::RecordView &record) override {
    out_ << offsetText(record.offset) << "  skipped: kind " << record.kind << ", " << record.bytes.size() << " bytes\n";
  }

  void damaged(uint64_t offset, uint64_t bytes, const std::string &reason) override {
    out_ << offsetText(offset) << "  damaged: " << reason << ", " << bytes << " bytes\n";
  }

private:
  static std::string threadText(uint32_t thread) {
    return thread == log::format::kNoThread ? "none" : std::to_string(thread);
  }

  llvm::raw_ostream &out_;
};

class Counter : public log::Sink {
public:
  void header(const log::format::FileHeader &) override {}
  void record(const log::Chunk &, const log::RecordView &record) override {
    ++counts_[log::recordName(record.kind).str()];
  }
  void event(const log::Chunk &, uint64_t, const log::format::Event &event, uint64_t) override {
    ++counts_["event " + log::eventName(event.kind).str()];
  }
  void damaged(uint64_t, uint64_t, const std::string &) override {}

  void print(const log::Account &account, llvm::raw_ostream &out) const {
    for (const auto &[name, count] : counts_)
      out << llvm::format_decimal(int64_t(count), 10) << "  " << name << "\n";
    out << "bytes: " << account.file_bytes << " = " << account.analysed << " analysed + " << account.unused
        << " unused + " << account.skipped << " skipped + " << account.lost << " lost\n";
    out << "records: " << account.records << ", events: " << account.events << ", skipped: " << account.skipped_records
        << ", damaged places: " << account.damaged_places << "\n";
  }

private:
  std::map<std::string, uint64_t> counts_;
};

/// False, after a sentence, if the log cannot be read.
bool dump(const std::string &path, bool only_stats) {
  std::string error;
  auto buffer = log::loadLog(path, error);
  if (!buffer) {
    printError(error);
    return false;
  }
  LinePrinter lines(llvm::outs());
  Counter counter;
  log::Account account;
  log::Sink &sink = only_stats ? static_cast<log::Sink &>(counter) : lines;
  if (auto reason = log::readLog(buffer->getBuffer(), path, sink, account)) {
    printError(*reason);
    return false;
  }
  if (only_stats)
    counter.print(account, llvm::outs());
  return true;
}

} // namespace

int runDump(Arguments arguments) {
  int status = 0;
  auto parsed = parseOptions(arguments, kUsage, status);
  if (!parsed)
    return status;
  if (parsed->words.empty())
    return wrongUsage("no log given: gordian dump LOG");
  bool only_stats = llvm::any_of(parsed->options, [](const GivenOption &one) { return one.name == "--stats"; });
  bool all_read = true;
  for (const std::string &path : parsed->words)
    all_read &= dump(path, only_stats);
  return all_read ? kNothingFound : kUnreadableLog;
}

} // namespace gordian::commands
