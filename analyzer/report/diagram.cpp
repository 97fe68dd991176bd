#include "report/diagram.h"

#include "findings/phrases.h"
#include "report/parts.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/JSON.h"

#include <algorithm>
#include <vector>

namespace gordian::report {

namespace {

using namespace findings;

constexpr unsigned kMaxText = 38;

/// Cut to what fits into a box; the whole text is the tooltip.
std::string label(const std::string &text) {
  std::string cleaned = shown(text, /*is_line=*/true);
  if (cleaned.size() > kMaxText)
    cleaned = llvm::json::fixUTF8(cleaned.substr(0, kMaxText - 1)) + "…";
  return markup(cleaned) + "<title>" + markup(shown(text, true)) + "</title>";
}

class Svg {
public:
  void line(int x1, int y1, int x2, int y2, const std::string &classes, bool has_head = false) {
    body_ += "<line x1=\"" + n(x1) + "\" y1=\"" + n(y1) + "\" x2=\"" + n(x2) + "\" y2=\"" + n(y2) + "\" class=\"" +
             classes + "\"" + (has_head ? " marker-end=\"url(#head)\"" : "") + "/>";
  }
  void dot(int x, int y, const std::string &classes) {
    body_ += "<circle cx=\"" + n(x) + "\" cy=\"" + n(y) + "\" r=\"5\" class=\"" + classes + "\"/>";
  }
  void text(int x, int y, const std::string &text, const std::string &anchor, const std::string &classes) {
    body_ += "<text x=\"" + n(x) + "\" y=\"" + n(y) + "\" text-anchor=\"" + anchor + "\" class=\"" + classes + "\">" +
             label(text) + "</text>";
  }
  /// `title` is what a screen reader says.
  std::string done(int width, int height, const std::string &title) const {
    return "<svg class=\"diagram\" role=\"img\" viewBox=\"0 0 " + n(width) + " " + n(height) + "\" width=\"" +
           n(width) + "\" aria-label=\"" + markup(shown(title, true)) +
           "\"><defs><marker id=\"head\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" "
           "markerHeight=\"7\" "
           "orient=\"auto\"><path d=\"M0,0 L8,4 L0,8 z\" class=\"head\"/></marker></defs>" +
           body_ + "</svg>";
  }

private:
  static std::string n(int value) { return std::to_string(value); }
  std::string body_;
};

/// Something on a thread's line. `side` is the access that it belongs to: 0 the later one, 1 the earlier one.
struct Moment {
  uint32_t thread;
  std::string text, classes;
  int y = 0;
};

std::string at(const Stack &stack) { return stack.empty() ? "" : "  " + placePhrase(stack); }

void addLocks(std::vector<Moment> &moments, const Access &access) {
  for (const HeldLock &held : access.locks)
    moments.push_back({access.thread, "lock " + objectPhrase(held.lock) + at(held.taken_at), "sync"});
}

void addSync(std::vector<Moment> &moments, const std::optional<SyncPoint> &point) {
  if (point)
    moments.push_back({point->thread,
                       point->operation + (point->object ? " " + objectPhrase(*point->object) : "") + at(point->stack),
                       "sync"});
}

const Thread *threadOf(const Finding &finding, uint32_t id) {
  auto found = llvm::find_if(finding.threads, [&](const Thread &thread) { return thread.id == id; });
  return found == finding.threads.end() ? nullptr : &*found;
}

} // namespace

std::string happensBeforeSvg(const Finding &finding) {
  if (finding.accesses.size() != 2)
    return "";
  const Access &later = finding.accesses[0], &earlier = finding.accesses[1];
  std::vector<uint32_t> columns = {earlier.thread};
  if (later.thread != earlier.thread)
    columns.push_back(later.thread);
  for (uint32_t id : {earlier.thread, later.thread})
    if (const Thread *thread = threadOf(finding, id); thread && thread->created_by)
      if (!llvm::is_contained(columns, *thread->created_by))
        columns.push_back(*thread->created_by);
  constexpr int kColumn = 360, kTop = 26, kStep = 34;
  auto x = [&](uint32_t id) { return 24 + int(llvm::find(columns, id) - columns.begin()) * kColumn; };

  std::vector<Moment> moments;
  std::vector<size_t> starts;
  for (uint32_t id : columns)
    if (const Thread *thread = threadOf(finding, id);
        thread && thread->created_by && llvm::is_contained(columns, *thread->created_by)) {
      starts.push_back(moments.size());
      moments.push_back({*thread->created_by, "starts " + threadPhrase(*thread) + at(thread->stack), "sync"});
    }
  addLocks(moments, earlier);
  size_t earlier_at = moments.size();
  moments.push_back({earlier.thread, earlier.operation + at(earlier.stack), "access"});
  addSync(moments, finding.release);
  addSync(moments, finding.acquire);
  addLocks(moments, later);
  size_t later_at = moments.size();
  moments.push_back({later.thread, later.operation + at(later.stack), "access"});
  for (size_t i = 0; i < moments.size(); ++i)
    moments[i].y = kTop + int(i + 1) * kStep;

  Svg svg;
  int height = kTop + int(moments.size() + 1) * kStep, width = 24 + int(columns.size()) * kColumn;
  for (uint32_t id : columns) {
    svg.text(x(id) - 8, 18, threadPhrase(finding, id), "start", "thread");
    svg.line(x(id), kTop, x(id), height - 8, "life");
  }
  size_t next = 0;
  for (uint32_t id : columns) {
    const Thread *thread = threadOf(finding, id);
    if (thread && thread->created_by && llvm::is_contained(columns, *thread->created_by) && next < starts.size()) {
      const Moment &start = moments[starts[next++]];
      svg.line(x(start.thread), start.y, x(id), start.y + kStep / 2, "order", /*has_head=*/true);
    }
  }
  if (later.thread != earlier.thread) {
    const Moment &one = moments[earlier_at], &other = moments[later_at];
    svg.line(x(one.thread), one.y, x(other.thread), other.y, "missing");
    svg.text((x(one.thread) + x(other.thread)) / 2, (one.y + other.y) / 2 - 6, "nothing orders these", "middle",
             "missing-text");
  }
  for (const Moment &moment : moments) {
    svg.dot(x(moment.thread), moment.y, moment.classes);
    svg.text(x(moment.thread) + 12, moment.y + 4, moment.text, "start", moment.classes + "-text");
  }
  return svg.done(width, height, "time line of " + titleOf(finding));
}

} // namespace gordian::report
