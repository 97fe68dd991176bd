#include "report/wait_graph.h"

#include "findings/kinds.h"
#include "findings/phrases.h"
#include "report/parts.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <algorithm>
#include <map>

namespace gordian::report {

namespace {

using namespace findings;

enum class EdgeKind { kWaits, kHeld, kUses };

struct Edge {
  size_t thread = 0, object = 0;
  EdgeKind kind = EdgeKind::kWaits;
  bool to_object = true;
  std::string text;
};

struct Graph {
  std::vector<std::string> threads, objects;
  std::vector<Edge> edges;
};

std::string at(const Stack &stack) { return stack.empty() ? "" : " " + placePhrase(stack); }

class GraphOf {
public:
  // More threads than this make no picture that a reader grasps.
  static constexpr size_t kMostDrawn = 24;

  explicit GraphOf(const Finding &finding) : finding_(finding) {
    llvm::ArrayRef<Wait> waits = llvm::ArrayRef(finding.waits).take_front(kMostDrawn);
    for (const Wait &wait : waits)
      thread(wait.thread);
    for (const Wait &wait : waits) {
      for (const WaitCase &one : wait.cases)
        if (one.object.kind == ObjectKind::kThread)
          joined(wait);
        else
          edge(wait.thread, one.object, one.is_nil, EdgeKind::kWaits, true, "waits: " + one.operation + at(wait.stack));
      for (const HeldLock &held : wait.held)
        edge(wait.thread, held.lock, false, EdgeKind::kHeld, false, "held since" + at(held.taken_at));
    }
    for (const Role &role : finding.topology)
      edge(role.thread, role.object, false, EdgeKind::kUses, role.operation != "receive", role.operation + at(role.stack));
  }
  Graph graph;

private:
  size_t thread(uint32_t id) {
    auto [found, is_new] = threads_.emplace(id, graph.threads.size());
    if (is_new)
      graph.threads.push_back(threadPhrase(finding_, id));
    return found->second;
  }
  size_t object(const Object &object, bool is_nil) {
    std::string name = is_nil ? "a nil channel" : objectPhrase(object);
    if (object.kind == ObjectKind::kChannel && !is_nil && !object.name.empty())
      name += object.size ? ", capacity " + std::to_string(object.size) : ", unbuffered";
    auto [found, is_new] = objects_.emplace(std::pair(object.address, name), graph.objects.size());
    if (is_new)
      graph.objects.push_back(name);
    return found->second;
  }
  void edge(uint32_t id, const Object &what, bool is_nil, EdgeKind kind, bool to_object, std::string text) {
    size_t from = thread(id);
    graph.edges.push_back({from, object(what, is_nil), kind, to_object, std::move(text)});
  }
  /// A join waits for the end of a thread: drawn as a thing that the thread holds.
  void joined(const Wait &wait) {
    Object end = wait.cases[0].object;
    end.name = "the end of " + (end.name.empty() ? std::string("a thread") : end.name);
    edge(wait.thread, end, false, EdgeKind::kWaits, true, "waits: join" + at(wait.stack));
    for (uint32_t waker : wait.could_be_woken_by)
      edge(waker, end, false, EdgeKind::kHeld, false, "has not ended");
  }

  const Finding &finding_;
  std::map<uint32_t, size_t> threads_;
  std::map<std::pair<uint64_t, std::string>, size_t> objects_;
};

std::string headingOf(const Finding &finding) {
  std::string heading = wordsOf(finding.kind) + ", " + nameOf(finding.certainty).str();
  if (finding.waits.size() > GraphOf::kMostDrawn)
    heading += ", the first " + std::to_string(GraphOf::kMostDrawn) + " of " + counted(finding.waits.size(), "thread");
  return heading;
}

/// For a DOT string: quotes and backslashes are escaped.
std::string quoted(llvm::StringRef text) {
  std::string result = "\"";
  for (char c : shown(text, /*is_line=*/true)) {
    if (c == '"' || c == '\\')
      result += '\\';
    result += c;
  }
  return result + "\"";
}

llvm::StringRef colourOf(EdgeKind kind) {
  return kind == EdgeKind::kWaits ? "#c62828" : kind == EdgeKind::kHeld ? "#1565c0" : "#9e9e9e";
}

std::string dotBody(const Finding &finding, const std::string &prefix) {
  Graph graph = GraphOf(finding).graph;
  std::string body;
  auto node = [&](char kind, size_t i) { return quoted(prefix + kind + std::to_string(i)); };
  for (size_t i = 0; i < graph.threads.size(); ++i)
    body += "    " + node('t', i) + " [shape=box, style=filled, fillcolor=\"#e8eaf6\", label=" + quoted(graph.threads[i]) + "];\n";
  for (size_t i = 0; i < graph.objects.size(); ++i)
    body += "    " + node('o', i) + " [shape=ellipse, label=" + quoted(graph.objects[i]) + "];\n";
  for (const Edge &edge : graph.edges) {
    std::string from = node('t', edge.thread), to = node('o', edge.object);
    if (!edge.to_object)
      std::swap(from, to);
    body += "    " + from + " -> " + to + " [label=" + quoted(edge.text) + ", color=\"" + colourOf(edge.kind).str() +
            "\", fontcolor=\"" + colourOf(edge.kind).str() + "\"" +
            (edge.kind == EdgeKind::kWaits ? ", penwidth=2" : edge.kind == EdgeKind::kUses ? ", style=dashed" : "") + "];\n";
  }
  return body;
}

constexpr int kRow = 110, kTop = 64, kBoxWidth = 220, kBoxHeight = 36, kObjectX = 760, kWidth = 1000;

/// The drawing of one finding, and how high it is.
std::string svgBody(const Finding &finding, int &height) {
  Graph graph = GraphOf(finding).graph;
  size_t rows = std::max(graph.threads.size(), graph.objects.size());
  height = kTop + int(rows) * kRow + 24;
  std::string body = "<text x=\"16\" y=\"26\" font-weight=\"bold\">" + markup(headingOf(finding)) + "</text>\n";
  auto text = [](int number) { return std::to_string(number); };
  auto y = [&](size_t row, size_t of) { return kTop + int((rows - of) * kRow / 2 + row * kRow) + kBoxHeight / 2; };
  std::map<std::pair<size_t, size_t>, int> drawn;
  for (const Edge &edge : graph.edges) {
    int between = drawn[{edge.thread, edge.object}]++;
    int x1 = 16 + kBoxWidth, y1 = y(edge.thread, graph.threads.size()) - 8 + between * 10;
    int x2 = kObjectX, y2 = y(edge.object, graph.objects.size()) - 8 + between * 10;
    // The label stands on the line, nearer to the thread for what it waits for and nearer to the object else.
    double part = edge.kind == EdgeKind::kWaits ? 0.3 : edge.kind == EdgeKind::kHeld ? 0.68 : 0.5;
    int label_x = x1 + int((x2 - x1) * part), label_y = y1 + int((y2 - y1) * part) - 5;
    if (!edge.to_object) {
      std::swap(x1, x2);
      std::swap(y1, y2);
    }
    std::string colour = colourOf(edge.kind).str();
    std::string marker = edge.kind == EdgeKind::kWaits ? "waits" : edge.kind == EdgeKind::kHeld ? "held" : "uses";
    body += "<line x1=\"" + text(x1) + "\" y1=\"" + text(y1) + "\" x2=\"" + text(x2) + "\" y2=\"" + text(y2) +
            "\" stroke=\"" + colour + "\" stroke-width=\"" + (edge.kind == EdgeKind::kWaits ? "2.5" : "1.5") + "\"" +
            (edge.kind == EdgeKind::kUses ? " stroke-dasharray=\"5 4\"" : "") + " marker-end=\"url(#" + marker + ")\"/>\n" +
            "<text x=\"" + text(label_x) + "\" y=\"" + text(label_y) + "\" fill=\"" + colour +
            "\" text-anchor=\"middle\" font-size=\"12\" stroke=\"#fff\" stroke-width=\"4\" paint-order=\"stroke\">" +
            markup(edge.text) + "</text>\n";
  }
  auto box = [&](int x, int middle, const std::string &name, int round, const char *fill) {
    body += "<rect x=\"" + text(x) + "\" y=\"" + text(middle - kBoxHeight / 2) + "\" width=\"" + text(kBoxWidth) +
            "\" height=\"" + text(kBoxHeight) + "\" rx=\"" + text(round) + "\" fill=\"" + fill + "\" stroke=\"#333\"/>" +
            "<text x=\"" + text(x + kBoxWidth / 2) + "\" y=\"" + text(middle + 5) + "\" text-anchor=\"middle\">" +
            markup(name) + "</text>\n";
  };
  for (size_t i = 0; i < graph.threads.size(); ++i)
    box(16, y(i, graph.threads.size()), graph.threads[i], 3, "#e8eaf6");
  for (size_t i = 0; i < graph.objects.size(); ++i)
    box(kObjectX, y(i, graph.objects.size()), graph.objects[i], 18, "#fff8e1");
  return body;
}

/// A file says what namespace it is in; part of a page is not to name any address.
std::string svgOf(const std::string &body, int height, const std::string &title, bool is_file) {
  std::string defs;
  for (auto [name, colour] : {std::pair("waits", "#c62828"), {"held", "#1565c0"}, {"uses", "#9e9e9e"}})
    defs += std::string("<marker id=\"") + name +
            "\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" "
            "orient=\"auto\"><path d=\"M0,0 L8,4 L0,8 z\" fill=\"" +
            colour + "\"/></marker>";
  return std::string("<svg") + (is_file ? " xmlns=\"http://www.w3.org/2000/svg\"" : "") + " role=\"img\" viewBox=\"0 0 " + std::to_string(kWidth) + " " +
         std::to_string(height) + "\" width=\"" + std::to_string(kWidth) + "\" height=\"" + std::to_string(height) +
         "\" aria-label=\"" + markup(title) +
         "\" font-family=\"sans-serif\" font-size=\"14\"><defs>" + defs + "</defs>\n" +
         "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n" + body + "</svg>\n";
}

} // namespace

std::string waitGraphDot(const Finding &finding) {
  if (finding.waits.empty())
    return "";
  return "digraph gordian {\n  rankdir=LR;\n  {\n" + dotBody(finding, "") + "  }\n}\n";
}

std::string waitGraphSvg(const Finding &finding) {
  if (finding.waits.empty())
    return "";
  int height = 0;
  std::string body = svgBody(finding, height);
  return svgOf(body, height, "who waits for what in " + titleOf(finding), /*is_file=*/false);
}

void writeDot(const Report &report, llvm::raw_ostream &out) {
  out << "digraph gordian {\n  rankdir=LR;\n";
  for (size_t i = 0; i < report.findings.size(); ++i)
    if (!report.findings[i].waits.empty())
      out << "  subgraph cluster_" << i << " {\n    label=" << quoted(headingOf(report.findings[i])) << ";\n"
          << dotBody(report.findings[i], "f" + std::to_string(i)) << "  }\n";
  out << "}\n";
}

void writeSvg(const Report &report, llvm::raw_ostream &out) {
  std::string body;
  int top = 0;
  for (const Finding &finding : report.findings) {
    if (finding.waits.empty())
      continue;
    int height = 0;
    std::string part = svgBody(finding, height);
    body += "<g transform=\"translate(0 " + std::to_string(top) + ")\">\n" + part + "</g>\n";
    top += height;
  }
  if (body.empty())
    body = "<text x=\"16\" y=\"26\">no threads wait for each other in this report</text>\n";
  out << svgOf(body, std::max(top, 48), "who waits for what", /*is_file=*/true);
}

} // namespace gordian::report
