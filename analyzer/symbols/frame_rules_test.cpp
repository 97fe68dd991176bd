#include "symbols/frame_rules.h"

#include "gtest/gtest.h"

namespace gordian::symbols {
namespace {

findings::Frame frame(const std::string &function, const std::string &module = "/bin/app",
                      bool is_instrumented = true) {
  findings::Frame frame;
  frame.function = function;
  frame.module = module;
  frame.is_instrumented = is_instrumented;
  return frame;
}

std::vector<std::string> shown(const findings::Stack &stack) {
  std::vector<std::string> names;
  for (const findings::Frame &one : stack)
    if (!one.is_plumbing)
      names.push_back(one.function);
  return names;
}

TEST(FrameRules, OwnFramesAndStartOfTheProgramAreRemoved) {
  findings::Stack stack = {frame("gordian::detail::Queue<int>::push(int)"), frame("gordian::chan<int>::send(int)"),
                           frame("main"), frame("__libc_start_call_main", "/lib/libc.so.6", false), frame("_start")};
  applyFrameRules(stack);
  EXPECT_EQ(shown(stack), (std::vector<std::string>{"gordian::chan<int>::send(int)", "main"}));
}

TEST(FrameRules, PlumbingBetweenFramesIsFolded) {
  findings::Stack stack = {frame("work()"),
                           frame("void std::__invoke_impl<void, void (*)()>(std::__invoke_other, void (*&&)())"),
                           frame("std::thread::_Invoker<std::tuple<void (*)()>>::operator()()"), frame("main")};
  applyFrameRules(stack);
  EXPECT_EQ(shown(stack), (std::vector<std::string>{"work()", "main"}));
}

TEST(FrameRules, AFunctionOfTheProgramThatTakesAnInvokerIsKept) {
  findings::Stack stack = {frame("work()"), frame("call(std::thread::_Invoker<int>)"),
                           frame("Box<std::__invoke_other>::run()")};
  applyFrameRules(stack);
  EXPECT_EQ(shown(stack).size(), 3u);
}

TEST(FrameRules, InnermostFrameIsNeverFolded) {
  findings::Stack stack = {frame("std::__invoke<int>()"), frame("main")};
  applyFrameRules(stack);
  EXPECT_EQ(shown(stack).size(), 2u);
}

TEST(FrameRules, LibraryCallIsFoldedDownToTheProgramsCall) {
  findings::Stack stack = {frame("__gthread_mutex_lock(pthread_mutex_t*)"), frame("std::mutex::lock()"),
                           frame("work()"), frame("std::sort()"), frame("main")};
  foldLibraryCall(stack);
  EXPECT_EQ(shown(stack), (std::vector<std::string>{"work()", "std::sort()", "main"}));
}

TEST(FrameRules, LibraryCallWithoutAProgramBelowStaysVisible) {
  findings::Stack stack = {frame("std::mutex::lock()"), frame("std::lock()")};
  foldLibraryCall(stack);
  EXPECT_EQ(shown(stack).size(), 2u);
}

} // namespace
} // namespace gordian::symbols
