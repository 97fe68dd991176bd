#include "commands/progress.h"

#include "llvm/Support/raw_ostream.h"

#include <unistd.h>

namespace gordian::commands {

namespace {

constexpr size_t kWidth = 30;

} // namespace

Progress::Progress(size_t total, std::string noun)
    : total_(total), noun_(std::move(noun)), is_watched_(isatty(2) != 0),
      next_(Clock::now() + std::chrono::seconds(1)) {}

Progress::~Progress() {
  if (is_shown_)
    llvm::errs() << "\r\x1b[K";
}

void Progress::show(size_t done) {
  if (!is_watched_ || total_ == 0 || Clock::now() < next_)
    return;
  next_ = Clock::now() + std::chrono::milliseconds(100);
  is_shown_ = true;
  size_t filled = done * kWidth / total_;
  llvm::errs() << "\rgordian: [" << std::string(filled, '#') << std::string(kWidth - filled, ' ') << "] " << done
               << " of " << total_ << " " << noun_ << "\x1b[K";
}

} // namespace gordian::commands
