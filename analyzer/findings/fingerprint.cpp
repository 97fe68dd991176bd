#include "findings/fingerprint.h"

#include "findings/kinds.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SHA1.h"

#include <algorithm>

namespace gordian::findings {

namespace {

/// Copies `function` without what stands in angle brackets. The signs of operators are no brackets.
std::string withoutTemplateArguments(llvm::StringRef function) {
  std::string result;
  unsigned depth = 0;
  for (size_t i = 0; i < function.size(); ++i) {
    llvm::StringRef rest = function.substr(i);
    if (depth == 0 && rest.starts_with("operator")) {
      size_t end = 8;
      while (end < rest.size() && llvm::StringRef("<>=-").contains(rest[end]))
        ++end;
      result += rest.take_front(end).str();
      i += end - 1;
    } else if (function[i] == '<') {
      ++depth;
    } else if (function[i] == '>' && depth > 0) {
      --depth;
    } else if (depth == 0) {
      result += function[i];
    }
  }
  return result;
}

/// Where the parameter list begins: the last "(" of depth 0 whose text is not "operator()", "(anonymous namespace)" or
/// a parenthesis inside a lambda's name.
size_t parametersBegin(llvm::StringRef name) {
  size_t begin = llvm::StringRef::npos;
  int depth = 0;
  for (size_t i = 0; i < name.size(); ++i) {
    llvm::StringRef rest = name.substr(i);
    if (depth == 0 &&
        (rest.starts_with("(anonymous") || (rest.starts_with("()") && name.take_front(i).ends_with("operator")))) {
      size_t close = rest.find(')');
      if (close == llvm::StringRef::npos)
        break;
      i += close;
      continue;
    }
    if (name[i] == '{' || name[i] == '(') {
      if (depth++ == 0 && name[i] == '(')
        begin = i;
    } else if (name[i] == '}' || name[i] == ')') {
      --depth;
    }
  }
  return begin;
}

/// Drops a return type: everything up to the last space of depth 0 that does not belong to "operator new" and its kind.
llvm::StringRef withoutReturnType(llvm::StringRef name) {
  int depth = 0;
  size_t begin = 0;
  for (size_t i = 0; i < name.size(); ++i) {
    if (name[i] == '(' || name[i] == '{')
      ++depth;
    else if (name[i] == ')' || name[i] == '}')
      --depth;
    else if (name[i] == ' ' && depth == 0 && !name.take_front(i).ends_with("operator"))
      begin = i + 1;
  }
  return name.substr(begin);
}

/// What the optimizer (clones: "f.cold", "f.constprop.0"), the library ("[abi:cxx11]") and code further up in the file
/// (numbers of lambdas: "$_3", "{lambda(int)#2}") put into a name is not part of it.
std::string stableFunctionName(llvm::StringRef function) {
  std::string plain = plainFunctionName(function), result;
  llvm::StringRef name = plain;
  name = name.take_front(name.find('.'));
  while (!name.empty()) {
    if (name.consume_front("[abi:")) {
      name = name.drop_front(std::min(name.size(), name.find(']') + 1));
    } else if (name.consume_front("$_")) {
      result += "{lambda}";
      name = name.ltrim("0123456789");
    } else if (name.consume_front("{lambda")) {
      result += "{lambda}";
      unsigned depth = 1;
      while (!name.empty() && depth > 0) {
        depth += name.front() == '{' ? 1 : name.front() == '}' ? -1 : 0;
        name = name.drop_front();
      }
    } else {
      result += name.front();
      name = name.drop_front();
    }
  }
  return result;
}

std::string placeOf(const Stack &stack) {
  const Frame *frame = representative(stack);
  if (!frame)
    return "";
  return frame->function.empty() ? llvm::sys::path::filename(frame->module).str() : stableFunctionName(frame->function);
}

/// Memory that threads reach through pointers: each side may call it otherwise, and which one came later is chance.
bool isNamedByOneSide(const Finding &finding) {
  ObjectKind kind = finding.object->kind;
  bool is_memory =
      kind == ObjectKind::kHeap || kind == ObjectKind::kStack || kind == ObjectKind::kTls || kind == ObjectKind::kOther;
  return is_memory && std::any_of(finding.accesses.begin(), finding.accesses.end(),
                                  [](const Access &access) { return !access.expression.empty(); });
}

/// The object's name is a number of this run's: "descriptor 3".
bool isNumbered(const Finding &finding) {
  return finding.kind == Kind::kDescriptorRace || finding.kind == Kind::kUnjoinedThread;
}

std::string digestOf(const std::string &text) {
  auto digest = llvm::SHA1::hash(llvm::arrayRefFromStringRef(text));
  return llvm::toHex(llvm::ArrayRef<uint8_t>(digest).take_front(8), /*LowerCase=*/true);
}

} // namespace

std::string plainFunctionName(llvm::StringRef function) {
  std::string name = withoutTemplateArguments(function);
  llvm::StringRef rest = llvm::StringRef(name).take_front(parametersBegin(name)).rtrim();
  return withoutReturnType(rest).str();
}

bool isLibraryFrame(const Frame &frame) {
  std::string name = plainFunctionName(frame.function);
  llvm::StringRef plain = name;
  for (llvm::StringRef prefix : {"std::", "__gnu_cxx::", "__gthread_", "gordian::", "operator "})
    if (plain.starts_with(prefix))
      return true;
  return false;
}

const Frame *representative(const Stack &stack) {
  auto found = std::find_if(stack.begin(), stack.end(),
                            [&](const Frame &frame) { return !frame.function.empty() && !isLibraryFrame(frame); });
  if (found != stack.end())
    return &*found;
  return stack.empty() ? nullptr : &stack.front();
}

std::string placeName(const Stack &stack) {
  const Frame *frame = representative(stack);
  if (!frame)
    return "an unknown place";
  if (!frame->function.empty())
    return plainFunctionName(frame->function);
  return frame->module.empty() ? "an unknown place" : llvm::sys::path::filename(frame->module).str();
}

std::string fingerprintOf(const Finding &finding) {
  std::vector<std::string> places;
  for (const Access &access : finding.accesses)
    places.push_back(placeOf(access.stack) + " " + access.expression);
  for (const Wait &wait : finding.waits) {
    places.push_back(placeOf(wait.stack));
    for (const WaitCase &one : wait.cases)
      places.push_back(one.operation + " " + one.object.name);
  }
  std::sort(places.begin(), places.end());
  std::string text = nameOf(finding.kind).str();
  for (const std::string &place : places)
    text += "\n" + place;
  if (finding.object && !isNamedByOneSide(finding) && !isNumbered(finding))
    text += "\n" + finding.object->name;
  return digestOf(text);
}

std::string looseFingerprintOf(const Finding &finding) {
  return digestOf(nameOf(finding.kind).str() + "\n" + (finding.object && !isNumbered(finding) ? finding.object->name : std::string()));
}

} // namespace gordian::findings
