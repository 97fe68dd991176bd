// SQLite: https://www.sqlite.org/c3ref/intro.html
#include "history/database.h"

#if GORDIAN_HAS_SQLITE
#include <sqlite3.h>
#endif

namespace gordian::history {

#if GORDIAN_HAS_SQLITE

namespace {

class Sqlite : public Database {
public:
  explicit Sqlite(sqlite3 *database) : database_(database) { sqlite3_busy_timeout(database_, /*ms=*/20000); }
  ~Sqlite() override { sqlite3_close(database_); }

  std::optional<std::vector<Row>> run(const std::string &sql, const std::vector<std::string> &values) override {
    sqlite3_stmt *statement = nullptr;
    if (sqlite3_prepare_v2(database_, sql.c_str(), int(sql.size()), &statement, nullptr) != SQLITE_OK)
      return fail(statement);
    for (size_t i = 0; i < values.size(); ++i) {
      // "$2" is a name to SQLite; it may stand anywhere, several times or not at all.
      int place = sqlite3_bind_parameter_index(statement, ("$" + std::to_string(i + 1)).c_str());
      if (place &&
          sqlite3_bind_text(statement, place, values[i].data(), int(values[i].size()), SQLITE_TRANSIENT) != SQLITE_OK)
        return fail(statement);
    }
    std::vector<Row> rows;
    int status;
    while ((status = sqlite3_step(statement)) == SQLITE_ROW) {
      Row &row = rows.emplace_back();
      for (int column = 0; column < sqlite3_column_count(statement); ++column) {
        const unsigned char *text = sqlite3_column_text(statement, column);
        row.emplace_back(text ? reinterpret_cast<const char *>(text) : "");
      }
    }
    if (status != SQLITE_DONE)
      return fail(statement);
    sqlite3_finalize(statement);
    return rows;
  }

private:
  std::nullopt_t fail(sqlite3_stmt *statement) {
    error_ = sqlite3_errmsg(database_);
    sqlite3_finalize(statement);
    return std::nullopt;
  }

  sqlite3 *database_;
};

} // namespace

std::unique_ptr<Database> openSqlite(const std::string &file, std::string &error) {
  sqlite3 *database = nullptr;
  if (sqlite3_open(file.c_str(), &database) != SQLITE_OK) {
    error = "cannot open the database '" + file + "': " + (database ? sqlite3_errmsg(database) : "out of memory");
    sqlite3_close(database);
    return nullptr;
  }
  return std::make_unique<Sqlite>(database);
}

#else

std::unique_ptr<Database> openSqlite(const std::string &file, std::string &error) {
  error = "cannot open '" + file + "': this gordian was built without SQLite";
  return nullptr;
}

#endif

} // namespace gordian::history
