// Where a report goes and in which formats: the options --format, -o, --source-root and --color, which `run` and
// `report` share.
#ifndef GORDIAN_ANALYZER_COMMANDS_OUTPUTS_H
#define GORDIAN_ANALYZER_COMMANDS_OUTPUTS_H

#include "commands/options.h"
#include "findings/finding.h"
#include "report/formats.h"

namespace gordian::commands {

inline constexpr OptionSpec kFormatOption = {
    "--format", "FORMAT", "text (default), json, sarif, junit, html, markdown, gitlab or github; several may be given"};
inline constexpr OptionSpec kFileOption = {
    "-o", "FILE", "write the report there ('-': stdout), in the --format before it or by the file's ending"};
inline constexpr OptionSpec kSourceRootOption = {
    "--source-root", "FOLDER", "what paths in sarif, gitlab, github, junit are relative to (the git checkout)"};
inline constexpr OptionSpec kColorOption = {"--color", "WHEN", "auto (default), always or never"};

struct Output {
  const report::Format *format;
  std::string file; ///< empty: the standard stream
};

class Outputs {
public:
  /// Reads the options. An -o belongs to the --format before it; without one to the --format that follows, if that has
  /// no -o of its own; else its ending says the format. False, after a sentence on stderr, if they make no sense.
  bool read(const std::vector<GivenOption> &options);

  bool hasFile() const;
  bool hasFormat() const { return has_format_; }
  /// Writes the report to all outputs; those without a file go to `standard`. False, after a sentence, if one fails.
  /// For `github` the Markdown form is added to the step's summary if GITHUB_STEP_SUMMARY names a file.
  bool write(findings::Report &report, llvm::raw_fd_ostream &standard) const;
  const std::vector<Output> &all() const { return outputs_; }

private:
  bool wantsColor(const llvm::raw_fd_ostream &stream) const;

  std::vector<Output> outputs_;
  bool has_format_ = false;
  std::string source_root_, color_ = "auto";
};

} // namespace gordian::commands

#endif
