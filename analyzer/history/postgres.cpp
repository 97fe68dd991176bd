// PostgreSQL: https://www.postgresql.org/docs/current/libpq.html
#include "history/database.h"

#if GORDIAN_HAS_POSTGRES
#include <libpq-fe.h>
#endif

namespace gordian::history {

#if GORDIAN_HAS_POSTGRES

namespace {

/// libpq ends its messages with a newline, and some have several lines.
std::string firstLine(const char *message) {
  std::string text = message ? message : "";
  return text.substr(0, text.find('\n'));
}

class Postgres : public Database {
public:
  explicit Postgres(PGconn *connection) : connection_(connection) {
    // "table is there already" is no news.
    PQsetNoticeProcessor(connection_, [](void *, const char *) {}, nullptr);
  }
  ~Postgres() override { PQfinish(connection_); }

  std::optional<std::vector<Row>> run(const std::string &sql, const std::vector<std::string> &values) override {
    std::vector<const char *> pointers;
    for (const std::string &value : values)
      pointers.push_back(value.c_str());
    PGresult *result = PQexecParams(connection_, sql.c_str(), int(pointers.size()), nullptr, pointers.data(), nullptr,
                                    nullptr, /*text*/ 0);
    ExecStatusType status = PQresultStatus(result);
    std::optional<std::vector<Row>> rows;
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
      rows.emplace();
      for (int i = 0; i < PQntuples(result); ++i) {
        Row &row = rows->emplace_back();
        for (int column = 0; column < PQnfields(result); ++column)
          row.emplace_back(PQgetvalue(result, i, column), size_t(PQgetlength(result, i, column)));
      }
    } else {
      error_ = firstLine(PQresultErrorMessage(result));
    }
    PQclear(result);
    return rows;
  }

private:
  PGconn *connection_;
};

} // namespace

std::unique_ptr<Database> openPostgres(const std::string &place, std::string &error) {
  PGconn *connection = PQconnectdb(place.c_str());
  if (PQstatus(connection) != CONNECTION_OK) {
    // Not the place itself: a password may stand in it.
    error = "cannot connect to the PostgreSQL server: " + firstLine(PQerrorMessage(connection));
    PQfinish(connection);
    return nullptr;
  }
  return std::make_unique<Postgres>(connection);
}

#else

std::unique_ptr<Database> openPostgres(const std::string &, std::string &error) {
  error = "cannot connect to a PostgreSQL server: this gordian was built without libpq";
  return nullptr;
}

#endif

} // namespace gordian::history
