// Parsing of the plugin's arguments: one table of keys, one sentence for each mistake.
#include "options.h"

#include "llvm/ADT/StringRef.h"

using namespace llvm;

namespace gordian {

bool Options::ignores(StringRef prefix, StringRef query) const {
  if (!ignore_list || query.empty())
    return false;
  return ignore_list->inSection("thread", prefix, query) || ignore_list->inSection("gordian", prefix, query);
}

static std::string parseSwitch(StringRef key, StringRef value, bool &result) {
  if (value != "0" && value != "1")
    return ("plugin argument '" + key + "=" + value + "': the value must be 0 or 1").str();
  result = value == "1";
  return {};
}

static std::string parseChecks(StringRef value, Options &options) {
  if (value != "all" && value != "sync")
    return ("plugin argument 'checks=" + value + "': the value must be 'all' or 'sync'").str();
  options.checks_accesses = value == "all";
  return {};
}

static std::string parseArgument(StringRef argument, std::vector<std::string> &lists, Options &options) {
  auto [key, value] = argument.split('=');
  if (key == "ignorelist") {
    if (value.empty())
      return "plugin argument 'ignorelist' names no file: write -fplugin-arg-gordian-ignorelist=FILE";
    lists.push_back(value.str());
    return {};
  }
  if (key == "checks")
    return parseChecks(value, options);
  if (key == "verbose-counts")
    return parseSwitch(key, value, options.prints_counts);
  if (key == "inline-checks")
    return parseSwitch(key, value, options.checks_inline);
  if (key == "tsan-macros")
    return parseSwitch(key, value, options.defines_tsan_macros);
  return ("unknown plugin argument '" + key +
          "': the arguments are ignorelist=FILE, checks=all|sync, inline-checks=0|1, tsan-macros=0|1 and verbose-counts=0|1")
      .str();
}

std::string parseOptions(const std::vector<std::string> &arguments, vfs::FileSystem &files, Options &options) {
  std::vector<std::string> lists;
  for (const std::string &argument : arguments)
    if (std::string error = parseArgument(argument, lists, options); !error.empty())
      return error;
  if (lists.empty())
    return {};
  std::string error;
  options.ignore_list = SpecialCaseList::create(lists, files, error);
  if (!options.ignore_list)
    return "plugin argument 'ignorelist': " + error + ": give a readable file in the format of -fsanitize-ignorelist";
  return {};
}

} // namespace gordian
