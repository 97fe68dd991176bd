// One HTML page that needs nothing else: no network, no server. Findings with filters, source of both sides beside each
// other, pictures of what is not ordered or who waits for whom.
//
// Everything from a log goes through markup(). As a second wall the page forbids all scripts but its own, by digest.
#include "report/formats.h"

#include "findings/kinds.h"
#include "findings/phrases.h"
#include "report/html_parts.h"
#include "report/parts.h"

#include "llvm/Support/Base64.h"
#include "llvm/Support/SHA256.h"

#include <set>

namespace gordian::report {

namespace {

using namespace findings;

std::string digestOf(llvm::StringRef script) {
  auto digest = llvm::SHA256::hash(llvm::ArrayRef(script.bytes_begin(), script.size()));
  return "'sha256-" + llvm::encodeBase64(digest) + "'";
}

void writeFilters(const Report &report, llvm::raw_ostream &out) {
  std::set<std::string> kinds;
  for (const Finding &finding : report.findings)
    kinds.insert(nameOf(finding.kind).str());
  out << "<form id=\"filters\" role=\"search\" aria-label=\"filters\">\n<label>search <input id=\"search\" "
         "type=\"search\" placeholder=\"variable, function, file …\"></label>\n<label>kind <select id=\"kind\"><option "
         "value=\"\">all</option>";
  for (const std::string &kind : kinds)
    out << "<option>" << kind << "</option>";
  out << "</select></label>\n<label>severity <select id=\"severity\"><option value=\"\">all</option><option>error"
         "</option><option>warning</option><option>note</option></select></label>\n<label>state <select id=\"state\">"
         "<option value=\"\">all</option><option>new</option><option>unchanged</option><option>suppressed</option>"
         "</select></label>\n<span id=\"count\" role=\"status\"></span>\n</form>\n";
}

void writeRuns(const Report &report, llvm::raw_ostream &out) {
  auto list = [&](llvm::StringRef heading, const std::vector<std::string> &sentences) {
    if (sentences.empty())
      return;
    out << "<h3>" << heading << "</h3>\n<ul>\n";
    for (const std::string &sentence : sentences)
      out << "<li>" << markup(shown(sentence, true)) << "</li>\n";
    out << "</ul>\n";
  };
  out << "<section id=\"runs\">\n<h2>What was looked at</h2>\n";
  list("Logs that could not be read", report.unreadable);
  list("Notes", report.notes);
  list("What was not seen", unseenOf(report));
  if (!report.gone.empty()) {
    std::vector<std::string> gone;
    for (const GoneFinding &each : report.gone)
      gone.push_back(each.message + " (" + each.id + ")");
    list("In the baseline, and not found any more", gone);
  }
  out << "<details><summary>" << counted(report.runs.size(), "run") << "</summary>\n<table><thead><tr><th>command"
      << "</th><th>pid</th><th>ended</th><th>threads</th><th>events</th><th>log</th></tr></thead><tbody>\n";
  for (const Run &run : report.runs) {
    std::string command;
    for (const std::string &word : run.command)
      command += (command.empty() ? "" : " ") + word;
    out << "<tr><td><code>" << markup(shown(command, true)) << "</code></td><td>" << run.pid << "</td><td>"
        << markup(run.ended) << " " << run.status << "</td><td>" << run.thread_count << "</td><td>" << run.event_count
        << "</td><td><code>" << markup(shown(run.log, true)) << "</code></td></tr>\n";
  }
  out << "</tbody></table></details>\n</section>\n";
}

} // namespace

void writeHtml(const Report &report, llvm::raw_ostream &out) {
  out << "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
         "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src "
      << digestOf(pageScript()) << "\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      << "<meta name=\"color-scheme\" content=\"light dark\">\n<title>Gordian: " << findingsPhrase(report)
      << "</title>\n<style>" << pageStyle()
      << "</style>\n</head>\n<body>\n<header>\n<h1>Gordian: " << findingsPhrase(report) << " <small>in "
      << counted(report.runs.size(), "run")
      << "</small></h1>\n<p class=\"keys\"><kbd>j</kbd> <kbd>k</kbd> next and previous, <kbd>Enter</kbd> open or "
         "close, "
         "<kbd>/</kbd> search, <kbd>a</kbd> open or close all</p>\n";
  writeFilters(report, out);
  out << "</header>\n<main>\n";
  for (const Finding &finding : report.findings)
    writeFindingHtml(report, oneLine(finding), out);
  if (report.findings.empty())
    out << "<p class=\"clean\">Nothing was found.</p>\n";
  writeRuns(report, out);
  out << "</main>\n<script>" << pageScript() << "</script>\n</body>\n</html>\n";
}

} // namespace gordian::report
