// A line on the terminal that says how far long work has come. Silent where nobody watches.
#ifndef GORDIAN_ANALYZER_COMMANDS_PROGRESS_H
#define GORDIAN_ANALYZER_COMMANDS_PROGRESS_H

#include <chrono>
#include <cstddef>
#include <string>

namespace gordian::commands {

class Progress {
public:
  /// `noun` as in "of 812 logs".
  Progress(size_t total, std::string noun);
  /// Removes the line.
  ~Progress();
  /// `done` of the total are done. Shown after the first second, ten times a second at most.
  void show(size_t done);

private:
  using Clock = std::chrono::steady_clock;
  size_t total_;
  std::string noun_;
  bool is_watched_, is_shown_ = false;
  Clock::time_point next_;
};

} // namespace gordian::commands

#endif
