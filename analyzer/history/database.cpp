#include "history/database.h"

#include "llvm/ADT/StringRef.h"

namespace gordian::history {

std::unique_ptr<Database> openDatabase(const std::string &place, std::string &error) {
  llvm::StringRef text = place;
  bool is_server = text.starts_with("postgres://") || text.starts_with("postgresql://") || text.contains("dbname=");
  return is_server ? openPostgres(place, error) : openSqlite(place, error);
}

} // namespace gordian::history
