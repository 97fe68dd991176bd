#include "history/history.h"

#include "findings/kinds.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/JSON.h"

#include <array>

namespace gordian::history {

namespace {

// Standard SQL that SQLite and PostgreSQL both read.
constexpr std::array<const char *, 3> kTables = {
    "CREATE TABLE IF NOT EXISTS gordian_run (id TEXT PRIMARY KEY, started_ns BIGINT NOT NULL, command TEXT NOT NULL, "
    "commit_id TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS gordian_finding (id TEXT PRIMARY KEY, kind TEXT NOT NULL, message TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS gordian_sighting (finding TEXT NOT NULL REFERENCES gordian_finding (id), run TEXT NOT "
    "NULL REFERENCES gordian_run (id), count BIGINT NOT NULL, PRIMARY KEY (finding, run))"};

/// Valid UTF-8 without zeros: PostgreSQL takes nothing else.
std::string text(llvm::StringRef value) {
  std::string result = llvm::json::fixUTF8(value);
  std::erase(result, '\0');
  return result;
}

uint64_t number(const std::string &digits) {
  uint64_t value = 0;
  return llvm::StringRef(digits).getAsInteger(10, value) ? 0 : value;
}

} // namespace

bool History::prepare() {
  for (const char *table : kTables)
    if (!database_.run(table))
      return false;
  return true;
}

bool History::addRuns(const findings::Report &report, const std::string &commit, Added &added) {
  for (const findings::Run &run : report.runs) {
    std::string command;
    for (const std::string &word : run.command)
      command += (command.empty() ? "" : " ") + word;
    auto rows = database_.run("INSERT INTO gordian_run (id, started_ns, command, commit_id) VALUES ($1, CAST($2 AS "
                              "BIGINT), $3, $4) ON CONFLICT DO NOTHING RETURNING id",
                              {text(run.id), std::to_string(run.started_ns), text(command), text(commit)});
    if (!rows)
      return false;
    added.runs += rows->size();
  }
  return true;
}

bool History::addFindings(const findings::Report &report, Added &added) {
  for (const findings::Finding &finding : report.findings) {
    auto rows = database_.run("INSERT INTO gordian_finding (id, kind, message) VALUES ($1, $2, $3) ON CONFLICT DO "
                              "NOTHING RETURNING id",
                              {text(finding.id), findings::nameOf(finding.kind).str(), text(finding.message)});
    if (!rows)
      return false;
    added.new_findings += rows->size();
    for (const auto &[run, count] : finding.seen_in)
      if (!database_.run("INSERT INTO gordian_sighting (finding, run, count) VALUES ($1, $2, CAST($3 AS BIGINT)) ON "
                         "CONFLICT DO NOTHING",
                         {text(finding.id), text(run), std::to_string(count)}))
        return false;
  }
  return true;
}

bool History::add(const findings::Report &report, const std::string &commit, Added &added) {
  if (!database_.run("BEGIN"))
    return false;
  if (addRuns(report, commit, added) && addFindings(report, added))
    return database_.run("COMMIT").has_value();
  return false; // closing the database takes back what was begun
}

bool History::list(std::vector<Entry> &entries) {
  auto rows = database_.run(
      "SELECT f.id, f.kind, f.message, SUM(s.count), COUNT(*), MIN(r.started_ns), MAX(r.started_ns), "
      "(SELECT r1.commit_id FROM gordian_sighting s1 JOIN gordian_run r1 ON r1.id = s1.run WHERE s1.finding = f.id "
      "ORDER BY r1.started_ns, r1.id LIMIT 1), "
      "(SELECT r2.commit_id FROM gordian_sighting s2 JOIN gordian_run r2 ON r2.id = s2.run WHERE s2.finding = f.id "
      "ORDER BY r2.started_ns DESC, r2.id DESC LIMIT 1) "
      "FROM gordian_finding f JOIN gordian_sighting s ON s.finding = f.id JOIN gordian_run r ON r.id = s.run "
      "GROUP BY f.id, f.kind, f.message ORDER BY MAX(r.started_ns) DESC, f.id");
  if (!rows)
    return false;
  for (const Row &row : *rows)
    if (row.size() == 9)
      entries.push_back(
          {row[0], row[1], row[2], number(row[3]), number(row[4]), number(row[5]), number(row[6]), row[7], row[8]});
  return true;
}

} // namespace gordian::history
