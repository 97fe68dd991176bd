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

/// The arguments that are 0 or 1.
struct Switch {
  StringLiteral key;
  bool Options::*member;
};
static constexpr Switch kSwitches[] = {{"verbose-counts", &Options::prints_counts},
                                       {"inline-checks", &Options::checks_inline},
                                       {"tsan-macros", &Options::defines_tsan_macros},
                                       {"drop-covered", &Options::drops_covered},
                                       {"drop-read-before-write", &Options::drops_read_before_write},
                                       {"drop-local-heap", &Options::drops_local_heap},
                                       {"look-into-functions", &Options::looks_into_functions}};

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
  for (const Switch &each : kSwitches)
    if (key == each.key)
      return parseSwitch(key, value, options.*each.member);
  std::string known = "ignorelist=FILE, checks=all|sync";
  for (const Switch &each : kSwitches)
    known += (", " + each.key + "=0|1").str();
  return ("unknown plugin argument '" + key + "': the arguments are " + known).str();
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
