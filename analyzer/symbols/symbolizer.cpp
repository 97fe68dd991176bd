#include "symbols/symbolizer.h"

#include "llvm/DebugInfo/DIContext.h"
#include "llvm/Object/ObjectFile.h"

namespace gordian::symbols {

namespace {

llvm::symbolize::LLVMSymbolizer::Options symbolizerOptions() {
  llvm::symbolize::LLVMSymbolizer::Options options;
  options.DebugFileDirectory = {"/usr/lib/debug"};
  return options;
}

std::string known(const std::string &text) { return text == llvm::DILineInfo::BadString ? "" : text; }

llvm::object::SectionedAddress addressOf(uint64_t offset) {
  return {offset, llvm::object::SectionedAddress::UndefSection};
}

findings::Frame frameOf(const llvm::DILineInfo &line) {
  findings::Frame frame;
  frame.function = known(line.FunctionName);
  frame.file = known(line.FileName);
  frame.line = line.Line;
  frame.column = line.Column;
  if (frame.line == 0)
    frame.file.clear();
  if (frame.file.empty())
    frame.unknown = kNoDebugInfo;
  return frame;
}

} // namespace

Symbolizer::Symbolizer() : symbolizer_(symbolizerOptions()) {}

findings::Stack Symbolizer::code(const std::string &path, uint64_t offset) {
  findings::Stack stack;
  auto frames = symbolizer_.symbolizeInlinedCode(path, addressOf(offset));
  if (!frames)
    llvm::consumeError(frames.takeError());
  for (uint32_t i = 0; frames && i < frames->getNumberOfFrames(); ++i) {
    stack.push_back(frameOf(frames->getFrame(i)));
    stack.back().is_inlined = i + 1 < frames->getNumberOfFrames();
  }
  if (stack.empty())
    stack.push_back(frameOf(llvm::DILineInfo()));
  return stack;
}

std::optional<Global> Symbolizer::data(const std::string &path, uint64_t offset) {
  auto global = symbolizer_.symbolizeData(path, addressOf(offset));
  if (!global) {
    llvm::consumeError(global.takeError());
    return std::nullopt;
  }
  std::string name = known(global->Name);
  if (name.empty())
    return std::nullopt;
  return Global{name, known(global->DeclFile), uint32_t(global->DeclLine), global->Start, global->Size};
}

} // namespace gordian::symbols
