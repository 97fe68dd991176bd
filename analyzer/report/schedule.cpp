#include "report/schedule.h"

#include "findings/phrases.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <algorithm>

namespace gordian::report {

namespace {

using namespace findings;

struct Cell {
  size_t column;
  std::string text;
};

std::string waitText(const Finding &finding, const Wait &wait) {
  std::string text;
  for (const WaitCase &one : wait.cases)
    text += (text.empty() ? "" : " or ") + one.operation + " " + (one.is_nil ? "nil" : objectPhrase(one.object));
  text = (text.empty() ? wait.operation : text) + "  " + placePhrase(wait.stack) + "  waits";
  for (size_t i = 0; i < wait.could_be_woken_by.size(); ++i)
    text += (i ? ", " : " for ") + threadPhrase(finding, wait.could_be_woken_by[i]);
  return text;
}

std::vector<Cell> cellsOf(const Finding &finding) {
  std::vector<Cell> cells;
  for (size_t column = 0; column < finding.waits.size(); ++column)
    cells.push_back({column, threadPhrase(finding, finding.waits[column].thread)});
  if (finding.schedule.empty())
    for (size_t column = 0; column < finding.waits.size(); ++column)
      for (const HeldLock &held : finding.waits[column].held)
        cells.push_back({column, "lock " + objectPhrase(held.lock) + "  " + placePhrase(held.taken_at)});
  // A prediction has its witness: each step in its place in time.
  for (const Step &step : finding.schedule)
    for (size_t column = 0; column < finding.waits.size(); ++column)
      if (finding.waits[column].thread == step.thread) {
        cells.push_back({column, step.operation + (step.object ? " " + objectPhrase(*step.object) : "") + "  " +
                                     placePhrase(step.stack)});
        break;
      }
  for (size_t column = 0; column < finding.waits.size(); ++column)
    cells.push_back({column, waitText(finding, finding.waits[column])});
  return cells;
}

} // namespace

void writeSchedule(const Finding &finding, llvm::raw_ostream &out) {
  bool has_steps = !finding.schedule.empty() ||
                   llvm::any_of(finding.waits, [](const Wait &wait) { return !wait.held.empty(); });
  bool is_worth_it = has_steps && finding.waits.size() >= 2 && finding.waits.size() <= 3;
  if (!is_worth_it)
    return;
  std::vector<Cell> cells = cellsOf(finding);
  std::vector<size_t> begins(finding.waits.size() + 1, 2);
  for (size_t column = 0; column < finding.waits.size(); ++column) {
    size_t width = 0;
    for (const Cell &cell : cells)
      if (cell.column == column)
        width = std::max(width, cell.text.size());
    begins[column + 1] = begins[column] + width + 3;
  }
  // The headings share the first line; every other cell has a line of its own, since it is a moment of its own.
  std::string heading;
  for (size_t column = 0; column < finding.waits.size(); ++column)
    heading.resize(begins[column], ' '), heading += cells[column].text;
  out << heading << "\n";
  for (const Cell &cell : llvm::ArrayRef(cells).drop_front(finding.waits.size()))
    out.indent(begins[cell.column]) << cell.text << "\n";
}

} // namespace gordian::report
