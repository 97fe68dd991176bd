#include "symbols/frame_rules.h"

#include "findings/fingerprint.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

#include <array>

namespace gordian::symbols {

namespace {

bool isOwn(llvm::StringRef function) {
  return function.starts_with("__gordian") || function.contains("gordian::detail::") ||
         function.starts_with("gordian::(anonymous namespace)::");
}

/// Return types stand before the names of function templates: "void std::__invoke_impl<...>(...)".
bool names(llvm::StringRef function, llvm::StringRef prefix) {
  return function.starts_with(prefix) || function.contains((" " + prefix).str());
}

bool isPlumbing(llvm::StringRef function) {
  static constexpr std::array<llvm::StringLiteral, 12> kPrefixes = {"std::__invoke",
                                                                    "std::invoke",
                                                                    "std::thread::_Invoker",
                                                                    "std::thread::_State",
                                                                    "std::_Function_handler",
                                                                    "std::__1::__invoke",
                                                                    "std::__1::invoke",
                                                                    "std::__1::__thread_",
                                                                    "std::__1::__function",
                                                                    "std::__apply",
                                                                    "std::apply",
                                                                    "std::jthread::_S_create"};
  // What stands in angle brackets are types; a user's function that takes std::thread::_Invoker is the user's.
  llvm::StringRef name = function.take_until([](char c) { return c == '<' || c == '('; });
  return llvm::any_of(kPrefixes, [&](llvm::StringRef prefix) { return names(name, prefix); });
}

/// Code below main or below a thread's first function.
bool isStart(const findings::Frame &frame) {
  llvm::StringRef function = frame.function;
  if (function == "_start" || function.starts_with("__libc_start"))
    return true;
  if (frame.is_instrumented)
    return false;
  llvm::StringRef module = llvm::sys::path::filename(frame.module);
  return module.starts_with("libc.so") || module.starts_with("libc-") || module.starts_with("libpthread") ||
         module.starts_with("ld-linux") || module.starts_with("libstdc++.so") || module.starts_with("libc++.so");
}

} // namespace

void applyFrameRules(findings::Stack &stack) {
  llvm::erase_if(stack, [](const findings::Frame &frame) { return isOwn(frame.function); });
  while (!stack.empty() && isStart(stack.back()))
    stack.pop_back();
  for (size_t i = 1; i < stack.size(); ++i)
    stack[i].is_plumbing = isPlumbing(stack[i].function);
}

void foldLibraryCall(findings::Stack &stack) {
  const findings::Frame *own = findings::representative(stack);
  for (findings::Frame &frame : stack) {
    if (&frame == own)
      return;
    frame.is_plumbing = true;
  }
}

} // namespace gordian::symbols
