#include "report/timeline.h"

#include "report/parts.h"

#include "llvm/Support/JSON.h"

namespace gordian::report {

namespace {

class TimelineWriter {
public:
  explicit TimelineWriter(llvm::raw_ostream &out) : json_(out) {}

  void write(const Timeline &timeline) {
    json_.object([&] {
      json_.attribute("displayTimeUnit", "ms");
      json_.attributeArray("traceEvents", [&] {
        for (const auto &[pid, name] : timeline.processes)
          named("process_name", pid, 0, name);
        for (const TimelineRow &row : timeline.rows)
          named("thread_name", row.pid, row.thread, row.name);
        uint64_t number = 0;
        for (const TimelineBar &bar : timeline.bars)
          this->bar(bar, ++number);
      });
    });
  }

private:
  void text(llvm::StringRef key, llvm::StringRef value) { json_.attribute(key, shown(value, /*is_line=*/true)); }

  template <class More>
  void event(llvm::StringRef phase, llvm::StringRef name, uint32_t pid, uint32_t thread, uint64_t at_us, More more) {
    json_.object([&] {
      text("ph", phase);
      text("name", name);
      json_.attribute("pid", int64_t(pid));
      json_.attribute("tid", int64_t(thread));
      json_.attribute("ts", int64_t(at_us));
      more();
    });
  }

  void named(llvm::StringRef what, uint32_t pid, uint32_t thread, llvm::StringRef name) {
    event("M", what, pid, thread, 0, [&] { json_.attributeObject("args", [&] { text("name", name); }); });
  }

  void bar(const TimelineBar &bar, uint64_t number) {
    event("X", bar.title, bar.pid, bar.thread, bar.began_us, [&] {
      text("cat", "wait");
      json_.attribute("dur", int64_t(bar.took_us));
      json_.attributeObject("args", [&] { text("place", bar.place); });
    });
    if (!bar.ended_by)
      return;
    // An arrow begins and ends in bars: the sender has one of its own, as short as can be seen.
    uint64_t end = bar.began_us + bar.took_us;
    event("X", "hands over", bar.pid, *bar.ended_by, end, [&] {
      text("cat", "channel");
      json_.attribute("dur", int64_t(1));
    });
    auto arrow = [&](llvm::StringRef phase, uint32_t thread, uint64_t at) {
      event(phase, "channel", bar.pid, thread, at, [&] {
        text("cat", "channel");
        json_.attribute("id", int64_t(number));
        if (phase == "f")
          text("bp", "e");
      });
    };
    arrow("s", *bar.ended_by, end);
    arrow("f", bar.thread, bar.took_us ? end - 1 : end);
  }

  llvm::json::OStream json_;
};

} // namespace

void writeTimeline(const Timeline &timeline, llvm::raw_ostream &out) {
  TimelineWriter(out).write(timeline);
  out << "\n";
}

} // namespace gordian::report
