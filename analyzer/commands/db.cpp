// gordian db: the history of findings in SQLite or PostgreSQL.
#include "commands/command.h"

#include "commands/logs.h"
#include "commands/options.h"
#include "findings/phrases.h"
#include "history/history.h"
#include "report/parts.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

#include <array>
#include <cstdlib>
#include <ctime>

namespace gordian::commands {

namespace {

constexpr llvm::StringLiteral kDefaultPlace = "gordian.db";

constexpr std::array<OptionSpec, 3> kOptions = {{
    {"--db", "PLACE", "a file of SQLite (gordian.db), or postgresql://USER@HOST/NAME"},
    {"--commit", "ID", "the commit that was tested (GITHUB_SHA or CI_COMMIT_SHA, where one is set)"},
    {"--json", "", "list: as JSON"},
}};

constexpr Usage kUsage = {
    "db", "add|list [OPTIONS] [LOG|FOLDER|REPORT.json...]",
    "Keeps the history of findings: first and last seen, how often, at which commit. A run is entered\n"
    "once, however often its log is added.\n"
    "  gordian db add --db gordian.db --commit $(git rev-parse HEAD) logs/\n"
    "  gordian db list --db gordian.db\n",
    kOptions};

std::string commitInEnvironment() {
  for (const char *name : {"GITHUB_SHA", "CI_COMMIT_SHA"})
    if (const char *value = getenv(name); value && *value)
      return value;
  return "";
}

std::string dayOf(uint64_t ns) {
  time_t seconds = time_t(ns / 1'000'000'000);
  tm parts = {};
  gmtime_r(&seconds, &parts);
  char text[32] = {};
  strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

int failed(const history::History &history, const std::string &what) {
  return wrongUsage("cannot " + what + " the history: " + history.error());
}

int add(history::History &history, const std::vector<std::string> &words, const std::string &commit) {
  findings::Report report = reportOn(logsNamed(words));
  for (const std::string &sentence : report.unreadable)
    printError(sentence);
  history::Added added;
  if (!history.add(report, commit, added))
    return failed(history, "add to");
  llvm::errs() << "gordian: " << findings::counted(added.runs, "new run") << " and "
               << findings::counted(added.new_findings, "new finding") << " entered\n";
  return report.unreadable.empty() ? kNothingFound : kUnreadableLog;
}

void printText(const std::vector<history::Entry> &entries) {
  for (const history::Entry &entry : entries) {
    llvm::outs() << entry.id << "  " << report::shown(entry.kind, true) << "  seen "
                 << findings::counted(entry.count, "time") << " in " << findings::counted(entry.runs, "run")
                 << "\n  first " << dayOf(entry.first_seen_ns) << " " << report::shown(entry.first_commit, true)
                 << "\n  last  " << dayOf(entry.last_seen_ns) << " " << report::shown(entry.last_commit, true) << "\n  "
                 << report::shown(entry.message, true) << "\n";
  }
}

void printJson(const std::vector<history::Entry> &entries) {
  llvm::json::OStream json(llvm::outs(), 2);
  auto text = [&](llvm::StringRef key, llvm::StringRef value) { json.attribute(key, llvm::json::fixUTF8(value)); };
  json.array([&] {
    for (const history::Entry &entry : entries)
      json.object([&] {
        text("id", entry.id);
        text("kind", entry.kind);
        text("message", entry.message);
        json.attribute("count", int64_t(entry.count));
        json.attribute("runs", int64_t(entry.runs));
        text("first_seen", dayOf(entry.first_seen_ns));
        text("last_seen", dayOf(entry.last_seen_ns));
        text("first_commit", entry.first_commit);
        text("last_commit", entry.last_commit);
      });
  });
  llvm::outs() << "\n";
}

} // namespace

int runDb(Arguments arguments) {
  int status = 0;
  auto parsed = parseOptions(arguments, kUsage, status);
  if (!parsed)
    return status;
  std::vector<std::string> &words = parsed->words;
  bool adds = !words.empty() && words[0] == "add", lists = !words.empty() && words[0] == "list";
  if (!adds && !lists)
    return wrongUsage(words.empty() ? "say what to do: gordian db add LOG|FOLDER..., or gordian db list"
                                    : "unknown word '" + words[0] + "': it is gordian db add or gordian db list");
  words.erase(words.begin());
  if (adds && words.empty())
    return wrongUsage("no log given: gordian db add LOG|FOLDER...");
  std::string place = kDefaultPlace.str(), commit = commitInEnvironment();
  bool is_json = false;
  for (const GivenOption &option : parsed->options) {
    if (option.name == "--json")
      is_json = true;
    else
      (option.name == "--db" ? place : commit) = option.value;
  }
  std::string error;
  std::unique_ptr<history::Database> database = history::openDatabase(place, error);
  if (!database)
    return wrongUsage(error);
  history::History history(*database);
  if (!history.prepare())
    return failed(history, "open");
  if (adds)
    return add(history, words, commit);
  std::vector<history::Entry> entries;
  if (!history.list(entries))
    return failed(history, "read");
  is_json ? printJson(entries) : printText(entries);
  return kNothingFound;
}

} // namespace gordian::commands
