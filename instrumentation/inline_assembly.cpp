// See inline_assembly.h.
#include "inline_assembly.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstrTypes.h"

using namespace llvm;

namespace gordian {

/// Hints to the processor, by which nothing is read or ordered.
static bool isHint(StringRef instruction) {
  return is_contained({"", "pause", "nop", "rep; nop", "rep;nop", "rep nop", "yield"}, instruction.trim(" \t\n;"));
}

static bool namesMemory(const InlineAsm::ConstraintInfo &constraint) {
  bool is_clobber = constraint.Type == InlineAsm::isClobber;
  return any_of(constraint.Codes, [&](const std::string &code) {
    return is_clobber ? code == "{memory}" : StringRef("moV").contains(code);
  });
}

bool isAssemblyOnMemory(const CallBase &call) {
  auto *assembly = dyn_cast<InlineAsm>(call.getCalledOperand());
  if (!assembly)
    return false;
  StringRef text(assembly->getAsmString());
  if (isHint(text))
    return false;
  return text.starts_with("lock") || text.contains("\tlock") || text.contains(" lock") ||
         any_of(assembly->ParseConstraints(), namesMemory);
}

} // namespace gordian
