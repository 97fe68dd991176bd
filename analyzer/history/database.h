// A database that takes SQL: a file of SQLite, or a PostgreSQL server. The same statements go to both.
//
// May use the two client libraries, each only in its own file, and nothing of the analyzer.
#ifndef GORDIAN_ANALYZER_HISTORY_DATABASE_H
#define GORDIAN_ANALYZER_HISTORY_DATABASE_H

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gordian::history {

using Row = std::vector<std::string>;

class Database {
public:
  virtual ~Database() = default;
  /// Runs one statement with `$1`, `$2` … for the values. Returns its rows; on failure nothing, and error() says why.
  virtual std::optional<std::vector<Row>> run(const std::string &sql, const std::vector<std::string> &values = {}) = 0;
  const std::string &error() const { return error_; }

protected:
  std::string error_;
};

/// Opens `place`: "postgresql://…" (or "host=… dbname=…") is a server, all else a file, which is made if it is not
/// there. On failure returns null and `error` is one sentence.
std::unique_ptr<Database> openDatabase(const std::string &place, std::string &error);

/// One for each kind; null in a build without that library.
std::unique_ptr<Database> openSqlite(const std::string &file, std::string &error);
std::unique_ptr<Database> openPostgres(const std::string &place, std::string &error);

} // namespace gordian::history

#endif
